import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { resumableContainer } from './container/resume-container.js';
import { openRecorder } from './open-recorder.js';
import { RecorderLost } from './recorder-lost.js';
import { readRecording } from './replay.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace } from './testing/recording-kit.js';

// Other suites share the machine.
jest.setTimeout(60_000);

describe('openRecorder', () => {
  let place: RecordingPlace;
  beforeEach(() => (place = makePlace()));
  afterEach(() => place.remove());

  it('folds what was recorded into a sealed file and drops the spool', async () => {
    const header = makeHeader();
    const keys = makeKeys(header.recordingId);
    const recorder = await openRecorder({ ...place, header, keys });
    const seen: number[] = [];
    recorder.onCheckpoint((checkpoint) => seen.push(checkpoint.seq));
    const data = randomBytes(3 << 20);
    for (let offset = 0; offset < data.length; offset += 65536)
      await recorder.record({
        channel: 1,
        kind: 'terminal-out',
        data: data.subarray(offset, offset + 65536),
      });
    const sealed = await recorder.close({ reason: 'client-left', complete: true });

    expect(existsSync(path.join(place.spoolDirectory, header.recordingId))).toBe(false);
    expect(statSync(sealed.path).size).toBe(sealed.size);
    expect(seen.at(-1)).toBe(sealed.finalCheckpoint.seq);
    const found = resumableContainer(sealed.path, keys);
    expect(found?.ended?.body.ending).toEqual({ reason: 'client-left', complete: true });
    const reader = await readRecording(sealed.path, keys.dataKey);
    const pieces: Buffer[] = [];
    for await (const frame of reader.frames()) pieces.push(frame.data);
    await reader.close();
    expect(Buffer.concat(pieces).equals(data)).toBe(true);
    expect(readFileSync(sealed.path).includes(data.subarray(0, 32))).toBe(false);
  });

  it('refuses a second recorder on the same spool', async () => {
    const header = makeHeader();
    const keys = makeKeys(header.recordingId);
    const recorder = await openRecorder({ ...place, header, keys });
    await recorder.record({ channel: 1, kind: 'terminal-out', data: Buffer.from('mine') });
    await expect(openRecorder({ ...place, header, keys })).rejects.toBeInstanceOf(RecorderLost);
    await recorder.record({ channel: 1, kind: 'terminal-out', data: Buffer.from('still mine') });
    const sealed = await recorder.close({ reason: 'client-left', complete: true });
    expect(resumableContainer(sealed.path, keys)?.framesSinceKey.later).toHaveLength(2);
  });
});
