import { openRecorder } from './open-recorder.js';
import { DiskRecordingStore } from './recording-store.js';
import { readRecording } from './replay.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace } from './testing/recording-kit.js';
import { verifySource } from './verify.js';

// Other suites share the machine.
jest.setTimeout(60_000);

describe('DiskRecordingStore', () => {
  let place: RecordingPlace;
  beforeEach(() => (place = makePlace()));
  afterEach(() => place.remove());

  it('opens a recording while it is written, and when it is sealed', async () => {
    const header = makeHeader();
    const keys = makeKeys(header.recordingId);
    const recorder = await openRecorder({ ...place, header, keys });
    const store = new DiskRecordingStore(place.storeDirectory);
    const checkpointed = new Promise<void>((resolve) => recorder.onCheckpoint(() => resolve()));
    await recorder.record({ channel: 1, kind: 'terminal-out', data: Buffer.from('hello') });
    await checkpointed;

    const live = await store.open(header.recordingId);
    expect(live?.isSealed).toBe(false);
    expect(live && (await verifySource(live.source))).toMatchObject({
      verdict: 'end-not-proven',
      findings: [],
    });
    const reader = live && (await readRecording(live.source, keys.dataKey));
    const shown: string[] = [];
    if (reader) for await (const frame of reader.frames()) shown.push(frame.data.toString());
    await reader?.close();
    expect(shown).toEqual(['hello']);

    await recorder.close({ reason: 'client-left', complete: true });
    const sealed = await store.open(header.recordingId);
    expect(sealed?.isSealed).toBe(true);
    expect(sealed && (await verifySource(sealed.source)).verdict).toBe('unaltered');
    await sealed?.source.close();
  });

  it('knows nothing it does not have, and looks nowhere else', async () => {
    const store = new DiskRecordingStore(place.storeDirectory);
    expect(await store.open(makeHeader().recordingId)).toBeUndefined();
    await expect(store.open('../spool/rec_x')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
