import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chunkFlags } from './container/chunk-header.js';
import { openRecorder } from './open-recorder.js';
import type { RecordedFrame } from './recorder.js';
import type { RecordingKeys } from './recording-header.js';
import { readRecording } from './replay.js';
import { sealRecording } from './seal-recording.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace, unwrapKey } from './testing/recording-kit.js';
import { verifyRecording } from './verify.js';

// Other suites share the machine.
jest.setTimeout(60_000);

// Comparing megabytes element by element takes a test runner half a minute.
const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const described = ({ channel, kind, data }: RecordedFrame): string => `${channel} ${kind} ${hash(data)}`;

describe('records that are kept as they were sealed', () => {
  let place: RecordingPlace;
  beforeEach(() => (place = makePlace()));
  afterEach(() => place.remove());

  async function open(withInput = false) {
    const header = makeHeader();
    const keys = makeKeys(header.recordingId, withInput);
    const { spoolDirectory, storeDirectory } = place;
    const recorder = await openRecorder({ spoolDirectory, storeDirectory, header, keys });
    return { recorder, keys, recordingId: header.recordingId };
  }

  async function framesOf(file: string, keys: RecordingKeys) {
    const { inputDataKey } = keys;
    const reader = await readRecording(file, keys.dataKey, inputDataKey ? { inputDataKey } : {});
    const frames = [];
    for await (const { channel, kind, data } of reader.frames()) frames.push({ channel, kind, data });
    const kept = reader.chunks.filter((chunk) => chunk.flags & chunkFlags.kept);
    await reader.close();
    return { frames, kept };
  }

  it('stand in the container among the others, in order, and are proven like them', async () => {
    const { recorder, keys } = await open(true);
    const recorded: RecordedFrame[] = [
      { channel: 2, kind: 'resize', data: Buffer.from('80x24') },
      { channel: 1, kind: 'terminal-out', data: randomBytes(200_000) },
      { channel: 1, kind: 'terminal-out', data: randomBytes(300_000) },
      { channel: 2, kind: 'terminal-out', data: Buffer.from(randomBytes(40_000).toString('base64')) },
      { channel: 1, kind: 'terminal-err', data: Buffer.from('half way\n') },
      { channel: 1, kind: 'terminal-in', data: randomBytes(90_000) },
      { channel: 1, kind: 'terminal-out', data: randomBytes(1_500_000) },
      { channel: 1, kind: 'event', data: Buffer.from('{"type":"closed"}') },
    ];
    for (const frame of recorded) await recorder.record(frame);
    const sealed = await recorder.close({ reason: 'client-left', complete: true });
    const { frames, kept } = await framesOf(sealed.path, keys);
    const shown = frames.filter(({ kind }) => kind !== 'screen');
    expect(shown.filter((frame, at) => frame.kind !== 'resize' || at === 0).map(described)).toEqual(
      recorded.map(described),
    );
    expect(kept.reduce((sum, chunk) => sum + chunk.frames, 0)).toBe(4);
    expect(await verifyRecording(sealed.path, keys)).toMatchObject({ verdict: 'unaltered', findings: [] });
    // Without the key of typed input the rest still reads.
    const withoutInput = await framesOf(sealed.path, { ...keys, inputDataKey: undefined });
    expect(withoutInput.frames.filter(({ kind }) => kind === 'terminal-in')).toEqual([]);
    expect(withoutInput.frames).toHaveLength(frames.length - 1);
  });

  it('keeps an altered one from opening, and the verdict says where it is', async () => {
    const { recorder, keys } = await open();
    await recorder.record({ channel: 1, kind: 'terminal-out', data: randomBytes(400_000) });
    const sealed = await recorder.close({ reason: 'client-left', complete: true });
    const bytes = readFileSync(sealed.path);
    const copy = path.join(place.root, 'altered.ghrec');
    bytes[bytes.length >> 1]! ^= 4;
    writeFileSync(copy, bytes);
    await expect(framesOf(copy, keys)).rejects.toMatchObject({ code: 'conflict' });
    const { verdict, findings } = await verifyRecording(copy, keys);
    expect([verdict, findings.some(({ kind }) => kind === 'altered')]).toEqual(['altered', true]);
  });

  it('opens those of a spool that was left behind, and names the one that was damaged', async () => {
    const { recorder, keys, recordingId } = await open();
    const pieces = Array.from({ length: 6 }, () => randomBytes(40_000));
    for (const data of pieces) await recorder.record({ channel: 1, kind: 'terminal-out', data });
    const left = makePlace();
    cpSync(path.join(place.spoolDirectory, recordingId), path.join(left.spoolDirectory, recordingId), {
      recursive: true,
    });
    rmSync(path.join(left.spoolDirectory, recordingId, 'owner'));
    await recorder.close({ reason: 'client-left', complete: true });
    const folder = path.join(left.spoolDirectory, recordingId);
    const segment = path.join(folder, readdirSync(folder).find((name) => name.endsWith('.spool')) ?? '');
    const bytes = readFileSync(segment);
    // In the third of six records of one size at the end of the file.
    const third = bytes.length - Math.floor(3.5 * 40_080);
    bytes[third]! ^= 1;
    writeFileSync(segment, bytes);
    const { spoolDirectory, storeDirectory } = left;
    mkdirSync(storeDirectory);
    const sealed = await sealRecording({
      spoolDirectory,
      storeDirectory,
      recordingId,
      unwrapKey,
      reason: 'x',
    });
    const { frames, kept } = await framesOf(sealed.path, keys);
    expect(frames.filter(({ kind }) => kind === 'terminal-out').map(({ data }) => hash(data))).toEqual(
      pieces.filter((_, at) => at !== 2).map(hash),
    );
    expect(frames.filter(({ kind }) => kind === 'event').map(({ data }) => data.toString())).toEqual([
      '{"type":"recording.gap","fromRecord":2,"toRecord":3}',
    ]);
    expect(kept.length).toBeGreaterThan(0);
    expect((await verifyRecording(sealed.path, keys)).verdict).toBe('unaltered');
    left.remove();
  });
});
