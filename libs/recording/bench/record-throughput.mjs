// How fast frames are recorded, and how long one record() takes. Run after a build:
//   node libs/recording/bench/record-throughput.mjs [seconds] [part of a name]
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@gatehouse/kernel';
import { openRecorder } from '../dist/index.js';

const seconds = Number(process.argv[2] ?? 3);
const text = Buffer.from(
  '2026-11-23 08:00:00 \x1b[31mWARN\x1b[0m pump 3: pressure 4.5 bar, valve 17 open\r\n'.repeat(1000),
);
const cases = [
  ['64 KiB, random bytes, exec', randomBytes(65536), false],
  ['64 KiB, log text, exec', text.subarray(0, 65536), false],
  ['64 KiB, log text, terminal', text.subarray(0, 65536), true],
  ['64 B, log text, terminal', text.subarray(0, 64), true],
];

for (const [name, data, isTerminal] of cases.filter(([name]) => name.includes(process.argv[3] ?? ''))) {
  const root = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  const { recorder, keys } = await open(root);
  void keys;
  if (isTerminal) await recorder.record({ channel: 1, kind: 'resize', data: Buffer.from('80x24') });
  const took = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    const before = performance.now();
    await recorder.record({ channel: 1, kind: 'terminal-out', data });
    took.push(performance.now() - before);
  }
  const elapsed = performance.now() - start;
  const sealing = performance.now();
  const sealed = await recorder.close({ reason: 'client-left', complete: true });
  const sealMs = performance.now() - sealing;
  const { user, system } = process.cpuUsage(cpu);
  took.sort((one, other) => one - other);
  const bytes = took.length * data.length;
  console.log(
    `${name}: ${(bytes / elapsed / 1000).toFixed(0)} MB/s, ${Math.round((took.length / elapsed) * 1000)} records/s, ` +
      `record() p50 ${at(took, 0.5)} p99 ${at(took, 0.99)} max ${at(took, 1)} ms, ` +
      `sealed ${Math.round(sealMs)} ms later at ${((sealed.size / bytes) * 100).toFixed(1)} % of the size, ` +
      `${((user + system) / 1e6 / (bytes / 2 ** 30)).toFixed(2)} CPU s/GiB`,
  );
  rmSync(root, { recursive: true, force: true });
}

function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(3);
}

async function open(root) {
  const recordingId = newId('rec');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keys = {
    recordingId,
    dataKey: randomBytes(32),
    wrappedDataKey: 'bench',
    signingPrivateKey: privateKey,
    signingPublicKey: publicKey,
    signingKeyId: 'bench',
  };
  const header = {
    recordingId,
    sessionId: newId('ses'),
    connectionId: newId('conn'),
    protocol: 'ssh',
    startedAt: new Date().toISOString(),
    meta: {},
  };
  const recorder = await openRecorder({
    spoolDirectory: path.join(root, 'spool'),
    storeDirectory: path.join(root, 'store'),
    header,
    keys,
  });
  return { recorder, keys };
}
