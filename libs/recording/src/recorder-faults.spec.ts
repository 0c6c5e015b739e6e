import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openRecorder, type RecorderOptions } from './open-recorder.js';
import type { Recorder } from './recorder.js';
import { RecorderLost } from './recorder-lost.js';
import { readRecording } from './replay.js';
import { sealRecording } from './seal-recording.js';
import { type FaultyDisk, makeFaultyDisk } from './testing/faulty-disk.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace, unwrapKey } from './testing/recording-kit.js';
import { verifyRecording } from './verify.js';

// Other suites share the machine.
jest.setTimeout(30_000);

const quick = { wedgedAfterMs: 150, loseAfterMs: 600 };

describe('a recorder whose disk fails', () => {
  let place: RecordingPlace;
  let disk: FaultyDisk;
  let acknowledged: string[];
  beforeEach(() => {
    place = makePlace();
    disk = makeFaultyDisk();
    acknowledged = [];
  });
  afterEach(() => place.remove());

  async function open(more: Partial<RecorderOptions> = {}) {
    const header = makeHeader();
    const keys = makeKeys(header.recordingId);
    const { spoolDirectory, storeDirectory } = place;
    const recorder = await openRecorder({ spoolDirectory, storeDirectory, header, keys, disk, ...more });
    return { recorder, keys, recordingId: header.recordingId };
  }

  async function record(recorder: Recorder, text: string): Promise<void> {
    await recorder.record({ channel: 1, kind: 'terminal-out', data: Buffer.from(text) });
    acknowledged.push(text);
  }

  async function recorded(file: string, dataKey: Buffer): Promise<string[]> {
    const reader = await readRecording(file, dataKey);
    const texts: string[] = [];
    for await (const frame of reader.frames({ kinds: ['terminal-out'] })) texts.push(frame.data.toString());
    await reader.close();
    return texts;
  }

  it.each(['EROFS', 'ENOSPC', 'EIO'] as const)(
    'RI-02 refuses to start when the spool answers %s',
    async (code) => {
      disk.break('rec_', { does: 'fail', code });
      await expect(open()).rejects.toMatchObject({
        name: 'RecorderLost',
        code: 'recorder-unavailable',
        fault: code,
      });
      expect(disk.writes).toBe(0);
    },
  );

  it('RI-02 refuses to start where no spool can be made', async () => {
    await expect(open({ spoolDirectory: '/proc/no-such-place' })).rejects.toBeInstanceOf(RecorderLost);
  });

  it('RI-09 loses the recorder when the disk stays full, and acknowledges nothing more', async () => {
    const { recorder, keys, recordingId } = await open({ limits: quick });
    await record(recorder, 'before');
    disk.break('rec_', { does: 'fail', code: 'ENOSPC' });
    const startedMs = performance.now();
    const outcomes = await Promise.allSettled([record(recorder, 'one'), record(recorder, 'two')]);
    expect(performance.now() - startedMs).toBeGreaterThan(500);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    disk.repair();
    await expect(record(recorder, 'late')).rejects.toBeInstanceOf(RecorderLost);
    const sealed = await recorder.close({ reason: 'recording-lost', complete: true });
    expect(sealed.ending).toEqual({ reason: 'recording-lost', complete: false });
    expect(sealed.recordingId).toBe(recordingId);
    expect(acknowledged).toEqual(['before']);
    expect(await recorded(sealed.path, keys.dataKey)).toEqual(['before']);
  });

  it('RI-09 goes on by itself when the fault passes within the time', async () => {
    const { recorder, keys } = await open({ limits: { ...quick, loseAfterMs: 3000 } });
    await record(recorder, 'before');
    disk.break('rec_', { does: 'fail', code: 'ENOSPC' });
    const pending = record(recorder, 'during');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(acknowledged).toEqual(['before']);
    disk.repair();
    await pending;
    await record(recorder, 'after');
    const sealed = await recorder.close({ reason: 'client-left', complete: true });
    expect(await recorded(sealed.path, keys.dataKey)).toEqual(['before', 'during', 'after']);
    expect(existsSync(path.join(place.spoolDirectory, sealed.recordingId))).toBe(false);
  });

  it.each([{ does: 'fail', code: 'EIO' }, { does: 'hang' }] as const)(
    'goes on in the second spool when the first does $does',
    async (fault) => {
      const { secondSpoolDirectory } = place;
      const { recorder, keys, recordingId } = await open({ secondSpoolDirectory, limits: quick });
      for (let count = 0; count < 10; count++) await record(recorder, `first ${count}`);
      disk.break(`${place.spoolDirectory}/`, fault);
      for (let count = 0; count < 10; count++) await record(recorder, `second ${count}`);
      expect(existsSync(path.join(secondSpoolDirectory, recordingId))).toBe(true);
      const sealed = await recorder.close({ reason: 'client-left', complete: true });
      expect(await recorded(sealed.path, keys.dataKey)).toEqual(acknowledged);
      expect(acknowledged).toHaveLength(20);
      expect((await verifyRecording(sealed.path)).verdict).toBe('unaltered');
    },
  );

  it('RI-09 slows down with a slow disk and loses nothing', async () => {
    const { recorder, keys } = await open();
    disk.break('rec_', { does: 'wait', ms: 2000 }, ['write']);
    let lagMs = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      lagMs = Math.max(lagMs, performance.now() - last - 10);
      last = performance.now();
    }, 10);
    const startedMs = performance.now();
    await record(recorder, 'one');
    expect(performance.now() - startedMs).toBeGreaterThan(1900);
    await record(recorder, 'two');
    clearInterval(watch);
    // A write that blocked the event loop would show as 2000 ms; the rest is a busy machine.
    expect(lagMs).toBeLessThan(1000);
    disk.repair();
    const sealed = await recorder.close({ reason: 'client-left', complete: true });
    expect(await recorded(sealed.path, keys.dataKey)).toEqual(['one', 'two']);
  });

  it('RI-12 acknowledges nothing while the disk hangs, and is lost after five seconds', async () => {
    const { recorder } = await open();
    await record(recorder, 'before');
    disk.break('rec_', { does: 'hang' });
    const startedMs = performance.now();
    await expect(record(recorder, 'during')).rejects.toMatchObject({ fault: 'wedged' });
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(4500);
    expect(tookMs).toBeLessThan(8000);
    expect(acknowledged).toEqual(['before']);
    await recorder.close({ reason: 'recording-lost', complete: false });
  });

  it('holds the next write while what was acknowledged is not synced for 250 ms', async () => {
    const { recorder } = await open();
    disk.break('rec_', { does: 'wait', ms: 900 }, ['sync']);
    const startedMs = performance.now();
    await record(recorder, 'one');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await record(recorder, 'two');
    // A timer may fire a little before its time.
    expect(performance.now() - startedMs).toBeGreaterThan(890);
    disk.repair();
    await recorder.close({ reason: 'client-left', complete: true });
  });

  it('keeps the spool when the store cannot be written, and it is sealed later', async () => {
    const { recorder, keys, recordingId } = await open({ sealWithinMs: 1000 });
    await record(recorder, 'kept');
    rmSync(place.storeDirectory, { recursive: true });
    writeFileSync(place.storeDirectory, 'a file where the folder should be');
    await expect(recorder.close({ reason: 'client-left', complete: true })).rejects.toMatchObject({
      code: 'recorder-unavailable',
    });
    rmSync(place.storeDirectory);
    mkdirSync(place.storeDirectory);
    const sealed = await sealRecording({ ...place, recordingId, unwrapKey, reason: 'store was gone' });
    expect(await recorded(sealed.path, keys.dataKey)).toEqual(['kept']);
  });
});
