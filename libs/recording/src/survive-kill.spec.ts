import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Checkpoint } from './recorder.js';
import { readRecording } from './replay.js';
import { findUnsealedRecordings, sealRecording } from './seal-recording.js';
import { makeBuiltCopy } from './testing/built-copy.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace, unwrapKey } from './testing/recording-kit.js';
import { verifyRecording } from './verify.js';

const rounds = Number(process.env.GATEHOUSE_KILL_ROUNDS ?? 4);

describe('a recording whose process is killed', () => {
  let place: RecordingPlace;
  let copy: ReturnType<typeof makeBuiltCopy>;
  beforeAll(() => {
    place = makePlace();
    copy = makeBuiltCopy();
  });
  afterAll(() => {
    place.remove();
    rmSync(copy.root, { recursive: true, force: true });
  });

  it(
    'RI-12 holds every record that was acknowledged, and is sealed as truncated',
    async () => {
      for (let round = 0; round < rounds; round++) {
        const header = makeHeader();
        const { dataKey, ...keys } = makeKeys(header.recordingId);
        const { recordingId } = header;
        const { spoolDirectory, storeDirectory } = place;
        const order = JSON.stringify({ spoolDirectory, storeDirectory, header, keys });
        const child = spawn(
          process.execPath,
          [path.join(copy.modules, 'testing/record-until-killed.js'), order],
          {
            stdio: ['ignore', 'pipe', 'inherit'],
          },
        );
        const { acknowledged, checkpoints } = heardFrom(child);
        await waitUntil(() => acknowledged.length > 0);
        expect(await findUnsealedRecordings(place)).toEqual([]);
        await expect(
          sealRecording({ ...place, recordingId, unwrapKey, reason: 'early' }),
        ).rejects.toMatchObject({
          code: 'conflict',
        });
        await new Promise((resolve) => setTimeout(resolve, 600 + round * 400));
        const ended = new Promise((resolve) => child.on('close', resolve));
        child.kill('SIGKILL');
        await ended;
        expect((await findUnsealedRecordings(place)).map((spool) => spool.recordingId)).toEqual([
          recordingId,
        ]);

        const startedMs = performance.now();
        const sealed = await sealRecording({ ...place, recordingId, unwrapKey, reason: 'host was killed' });
        expect(performance.now() - startedMs).toBeLessThan(30_000);
        expect(sealed.ending).toEqual({ reason: 'host was killed', complete: false });
        expect(existsSync(path.join(spoolDirectory, recordingId))).toBe(false);
        expect(checkpoints.length).toBeGreaterThan(0);
        const verdict = await verifyRecording(sealed.path, { ...keys, expectedCheckpoints: checkpoints });
        expect(verdict).toMatchObject({ verdict: 'unaltered', findings: [], ending: sealed.ending });
        expect(verdict.provenUpTo?.chainHash).toBe(sealed.finalCheckpoint.chainHash);

        const numbers: number[] = [];
        const reader = await readRecording(sealed.path, dataKey);
        for await (const frame of reader.frames({ kinds: ['terminal-out'] })) {
          const number = frame.data.readUInt32BE(0);
          expect(frame.data).toHaveLength(8 + ((number * 7919) % 20_000));
          numbers.push(number);
        }
        await reader.close();
        expect(numbers).toEqual(numbers.map((_, position) => position));
        expect(numbers.length).toBeGreaterThanOrEqual(Math.max(...acknowledged) + 1);
        expect(acknowledged.length).toBeGreaterThan(10);
      }
    },
    60_000 + rounds * 5000,
  );
});

/** What the child said before it was killed: numbers of acknowledged records, and checkpoints. */
function heardFrom(child: ChildProcess): { acknowledged: number[]; checkpoints: Checkpoint[] } {
  const heard = { acknowledged: [] as number[], checkpoints: [] as Checkpoint[] };
  let rest = '';
  child.stdout?.on('data', (data: Buffer) => {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('{')) heard.checkpoints.push(JSON.parse(line) as Checkpoint);
      else heard.acknowledged.push(Number(line));
    }
  });
  return heard;
}

async function waitUntil(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('the child recorded nothing');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
