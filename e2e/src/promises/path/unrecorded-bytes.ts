import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { recordedStreams, untilSealed, verify } from '../../world/recorded-streams.js';
import { openAccess } from '../../world/request-and-approve.js';
import { sessionHostsOf } from '../../world/session-hosts-of.js';
import { TerminalClient } from '../../world/terminal-client.js';
import { pause, waitUntil } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median } from '../statistics.js';
import type { PathWorld } from './path-world.js';

/**
 * The session host is killed with SIGKILL in the middle of traffic both ways. What the client had received and
 * what the target had received must both be in the recording that is sealed afterwards.
 */
export async function measureUnrecordedBytes(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 50 : 5;
  let lost = 0;
  let moved = 0;
  const sealing: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const result = await killUnderLoad(world, 200 + Math.floor(Math.random() * 500));
    lost += result.lost;
    moved += result.moved;
    sealing.push(result.sealedAfterMs / 1000);
    options.say(
      `kill ${round + 1} of ${rounds}: ${result.moved} bytes had moved, ${result.lost} are not recorded`,
    );
  }
  return [
    figure('invariant', {
      id: 'unrecorded-bytes-after-kill',
      what: 'bytes a side received that the sealed recording lacks, kill -9 of the session host under load',
      unit: 'bytes',
      value: lost,
      goal: '= 0',
      rounds,
      reference: `${Math.round(moved / 1024)} KiB had moved; Devolutions loses up to 10 s`,
    }),
    figure('speed', {
      id: 'sealing-after-host-kill',
      what: 'session host killed to recording sealed, median',
      unit: 's',
      value: median(sealing),
      goal: '<= 30',
      rounds,
      reference: 'Teleport ~2100 s',
    }),
  ];
}

async function killUnderLoad(
  world: PathWorld,
  afterMs: number,
): Promise<{ lost: number; moved: number; sealedAfterMs: number }> {
  const { plant, sshd, gateway } = world;
  const grant = await openAccess(plant);
  const client = await TerminalClient.connect(plant.vendor, grant);
  const { sessionId } = await client.ready();
  const received = join(sshd.home, 'received.bin');
  rmSync(received, { force: true });
  writeFileSync(received, '');
  chownSync(received, sshd.account.uid, sshd.account.gid);
  // What is typed goes to a file and is echoed by the terminal; numbered lines come down beside it.
  client.type(`stty raw; (seq 1 100000000 &); printf 'be''gun'; exec cat > ${received}\n`);
  await client.untilOutput(/begun/);
  const sent: Buffer[] = [];
  const pump = setInterval(() => {
    const chunk = Buffer.from(randomBytes(600).toString('base64'));
    sent.push(chunk);
    if (client.isOpen) client.type(chunk);
  }, 2);
  await pause(afterMs);
  for (const pid of sessionHostsOf(gateway)) process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  clearInterval(pump);
  await client.closed;
  const session = await untilSealed(plant.auditor, sessionId, 60_000);
  const sealedAfterMs = performance.now() - killedAt;
  await waitUntil('the target has let go', () => world.targetLeg.open === 0);
  await pause(100);
  const recordingId = session.recording?.id ?? '';
  const [streams, verdict] = [
    await recordedStreams(plant.auditor, recordingId),
    await verify(plant.auditor, recordingId),
  ];
  if (verdict.verdict === 'altered' || verdict.verdict === 'unreadable')
    throw new Error(`the recording of the killed session is ${verdict.verdict}: ${verdict.sentence}`);
  const atClient = client.output;
  const atTarget = readFileSync(received);
  return {
    moved: atClient.length + atTarget.length,
    lost: missing(atClient, streams.out) + missing(atTarget, tail(streams.in, atTarget, sent)),
    sealedAfterMs,
  };
}

/** Bytes of `received` that `recorded` does not hold at the same place. */
function missing(received: Buffer, recorded: Buffer): number {
  let same = 0;
  while (same < received.length && same < recorded.length && received[same] === recorded[same]) same += 1;
  return received.length - same;
}

/** The typed input behind the command line that started the file. */
function tail(input: Buffer, atTarget: Buffer, sent: readonly Buffer[]): Buffer {
  const first = sent[0]?.subarray(0, 64) ?? Buffer.alloc(0);
  const start = atTarget.length === 0 ? 0 : input.indexOf(first);
  return start < 0 ? Buffer.alloc(0) : input.subarray(start);
}
