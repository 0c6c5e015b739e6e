import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Checkpoint, SealedRecording } from './recorder.js';
import type { RecordingKeys } from './recording-header.js';
import { readRecording, type ReplayFrame } from './replay.js';
import { findUnsealedRecordings, sealRecording } from './seal-recording.js';
import { makeBuiltCopy } from './testing/built-copy.js';
import { hashOf, painted } from './testing/drawn-desktop.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace, unwrapKey } from './testing/recording-kit.js';
import { verifyRecording } from './verify.js';

const rounds = process.env.LONG ? 50 : 4;
jest.setTimeout(60_000 + rounds * 30_000);
/** Kills fall before the first signed checkpoint that follows the beginning (10 s), and behind it. */
const latestKillMs = 12_000;

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

  /** A process that records without end. `limitKiB` is how large the system lets its files become. */
  function startRecording(limitKiB?: number): Running {
    const header = makeHeader();
    const keys = makeKeys(header.recordingId);
    const { dataKey: _, ...withoutBytes } = keys;
    const { spoolDirectory, storeDirectory } = place;
    const order = JSON.stringify({ spoolDirectory, storeDirectory, header, keys: withoutBytes });
    const limit = limitKiB === undefined ? '' : `ulimit -f ${limitKiB}; `;
    const script = `${limit}exec "$0" "$1" "$2"`;
    const program = path.join(copy.modules, 'testing/record-until-killed.js');
    const child = spawn('bash', ['-c', script, process.execPath, program, order], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
    return { child, ended, keys, ...heardFrom(child) };
  }

  async function kill({ child, ended }: Running): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }

  const seal = (keys: RecordingKeys, reason: string) =>
    sealRecording({ ...place, recordingId: keys.recordingId, unwrapKey, reason });

  /** Every acknowledged record is there, none between is missing, and every byte of each is right. */
  async function expectNothingLost(running: Running, sealed: SealedRecording): Promise<void> {
    const { keys, acknowledged, checkpoints } = running;
    const verdict = await verifyRecording(sealed.path, {
      signingPublicKey: keys.signingPublicKey,
      expectedCheckpoints: checkpoints,
    });
    expect(verdict).toMatchObject({ verdict: 'unaltered', findings: [], ending: sealed.ending });
    expect(verdict.provenUpTo?.chainHash).toBe(sealed.finalCheckpoint.chainHash);
    const numbers: number[] = [];
    const reader = await readRecording(sealed.path, keys.dataKey);
    for await (const frame of reader.frames({ kinds: ['terminal-out'] })) {
      const number = frame.data.readUInt32BE(0);
      expect(frame.data).toHaveLength(8 + ((number * 7919) % 20_000));
      numbers.push(number);
    }
    const pictures: ReplayFrame[] = [];
    for await (const frame of reader.frames({ kinds: ['screen-update'] })) pictures.push(frame);
    const composed: ReplayFrame[] = [];
    const end = { fromMs: reader.durationMs + 1, composed: true };
    for await (const frame of reader.frames(end)) if (frame.channel === 3) composed.push(frame);
    await reader.close();
    expect(pictures.length).toBeGreaterThanOrEqual(numbers.length - 1);
    expect(hashOf(painted(composed))).toBe(hashOf(painted(pictures)));
    expect(numbers).toEqual(numbers.map((_, position) => position));
    expect(acknowledged.length).toBeGreaterThan(10);
    // Not spread into Math.max: a long round acknowledges more than a call takes arguments.
    expect(numbers.length).toBeGreaterThan(acknowledged.reduce((most, one) => Math.max(most, one), 0));
  }

  it('RI-12 holds every record that was acknowledged, and is sealed as truncated', async () => {
    for (let round = 0; round < rounds; round++) {
      const running = startRecording();
      const { acknowledged, checkpoints, keys } = running;
      const { recordingId } = keys;
      await waitUntil(running, () => acknowledged.length > 10 && checkpoints.length > 0);
      expect(await findUnsealedRecordings(place)).toEqual([]);
      await expect(seal(keys, 'too early')).rejects.toMatchObject({ code: 'conflict' });
      await new Promise((resolve) => setTimeout(resolve, 100 + ((round * 400) % latestKillMs)));
      await kill(running);
      const found = await findUnsealedRecordings(place);
      expect(found.map((spool) => spool.recordingId)).toEqual([recordingId]);

      const startedMs = performance.now();
      const sealed = await seal(keys, 'host was killed');
      expect(performance.now() - startedMs).toBeLessThan(30_000);
      expect(sealed.ending).toEqual({ reason: 'host was killed', complete: false });
      expect(existsSync(path.join(place.spoolDirectory, recordingId))).toBe(false);
      await expectNothingLost(running, sealed);
    }
  });

  it('RI-09 loses nothing when the system refuses to let a file grow', async () => {
    const running = startRecording(400);
    const spool = path.join(place.spoolDirectory, running.keys.recordingId);
    await waitUntil(running, () => existsSync(spool) && readdirSync(spool).includes('000003.spool'));
    await kill(running);
    await expectNothingLost(running, await seal(running.keys, 'host was killed'));
  });

  it('RI-02 acknowledges nothing where not even the beginning can be written', async () => {
    const running = startRecording(1);
    await running.ended;
    expect(running.child.exitCode).toBe(1);
    expect(running.acknowledged).toEqual([]);
    expect(
      readdirSync(place.storeDirectory).filter((name) => name.includes(running.keys.recordingId)),
    ).toEqual([]);
  });
});

interface Running {
  child: ChildProcess;
  ended: Promise<void>;
  keys: RecordingKeys;
  acknowledged: number[];
  checkpoints: Checkpoint[];
}

/** What the child says until it ends: numbers of acknowledged records, and checkpoints. */
function heardFrom(child: ChildProcess): Pick<Running, 'acknowledged' | 'checkpoints'> {
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

async function waitUntil(
  { child, acknowledged, checkpoints }: Running,
  condition: () => boolean,
): Promise<void> {
  const endMs = performance.now() + 30_000;
  while (!condition()) {
    if (child.exitCode !== null || performance.now() > endMs)
      throw new Error(
        `the child (exit ${child.exitCode}) came to record ${acknowledged.at(-1)} and checkpoint ${checkpoints.at(-1)?.seq}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
