import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  encodeRect,
  type ScreenItem,
  writeClipboardEvent,
  writeCursorShape,
  writeKeyEvent,
  writePointerEvent,
  writeScreenUpdate,
} from '@gatehouse/screen';
import { chunkFlags } from '../container/chunk-header.js';
import { exportAsciicast } from '../asciicast.js';
import { RecordingFollower } from '../live/follow-recording.js';
import { openRecorder } from '../open-recorder.js';
import type { RecordedFrame, Recorder } from '../recorder.js';
import type { RecordingHeader, RecordingKeys } from '../recording-header.js';
import { type FrameRange, readRecording, type ReplayFrame } from '../replay.js';
import { searchRecording } from '../search.js';
import { DrawnDesktop, hashOf, painted } from '../testing/drawn-desktop.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace } from '../testing/recording-kit.js';
import { summariseTimeline } from '../timeline.js';
import { verifyRecording } from '../verify.js';

// Other suites share the machine.
jest.setTimeout(60_000);

describe('the recording of a desktop', () => {
  let place: RecordingPlace;
  let header: RecordingHeader;
  let keys: RecordingKeys;
  let recorder: Recorder;
  let followers: RecordingFollower[];

  beforeEach(async () => {
    place = makePlace();
    followers = [];
    header = { ...makeHeader(), protocol: 'vnc' };
    keys = makeKeys(header.recordingId, true);
    recorder = await openRecorder({ ...place, header, keys });
  });
  afterEach(async () => {
    for (const follower of followers) follower.close();
    await recorder.close({ reason: 'client-left', complete: true }).catch(() => undefined);
    place.remove();
  });

  const screen = (data: Buffer, at?: number): RecordedFrame => ({
    channel: 0,
    kind: 'screen-update',
    data,
    ...(at === undefined ? {} : { at }),
  });

  async function seal(): Promise<string> {
    return (await recorder.close({ reason: 'client-left', complete: true })).path;
  }

  async function framesOf(file: string, range: FrameRange = {}): Promise<ReplayFrame[]> {
    const reader = await readRecording(file, keys.dataKey, keys);
    const frames: ReplayFrame[] = [];
    for await (const frame of reader.frames(range)) frames.push(frame);
    await reader.close();
    return frames;
  }

  /** Shades as a camera gives them: no palette holds them. */
  const noise = (seed: number) => (x: number, y: number) => Math.imul(x + y * 131 + seed, 0x9e37_79b1) >>> 8;

  /** Draws for as long in recording time, several times a second; gives the hash of the picture at each moment. */
  async function draw(desktop: DrawnDesktop, seconds: number, isVideo: (at: number) => boolean) {
    const moments: { at: number; hash: string }[] = [];
    for (let at = 0; at < seconds * 1000; at += 500) {
      desktop.draw(10, 10, 80, 12, (x, y) => (((x >> 3) + y + at / 500) % 7 === 0 ? 0xff_ff_ff : 0x20_20_20));
      if (isVideo(at)) desktop.draw(40, 30, 150, 100, noise(at));
      await recorder.record(screen(desktop.update(), at));
      await recorder.record({
        channel: 0,
        kind: 'pointer',
        at,
        data: Buffer.from(writePointerEvent({ x: at % 300, y: 9, buttons: 0 })),
      });
      moments.push({ at, hash: desktop.hash() });
    }
    return moments;
  }

  it('shows the same last picture live, to a follower, in replay from the start and composed', async () => {
    const desktop = new DrawnDesktop(320, 200);
    const early = await follow();
    const shape = Buffer.from(
      writeCursorShape({ width: 2, height: 1, hotX: 0, hotY: 0, rgba: new Uint8Array(8).fill(255) }),
    );
    await recorder.record({ channel: 0, kind: 'cursor', data: shape, at: 0 });
    await draw(desktop, 50, (at) => at > 30_000);
    const late = await follow();
    for (const follower of [early, late])
      expect(hashOf(painted(await until(follower, (frames) => isLast(frames, 49_500))))).toBe(desktop.hash());
    const file = await seal();
    expect(hashOf(painted((await framesOf(file)).filter(({ isState }) => !isState)))).toBe(desktop.hash());
    const composed = await framesOf(file, { fromMs: 49_900, composed: true });
    expect(hashOf(painted(composed))).toBe(desktop.hash());
    expect(composed.map(({ kind, isState }) => `${kind} ${isState}`)).toEqual([
      'screen-update true',
      'cursor true',
      'pointer true',
    ]);
    expect((await verifyRecording(file, keys)).verdict).toBe('unaltered');
  });

  it('composes what it showed at any moment, from a KEY chunk that needs nothing older', async () => {
    const desktop = new DrawnDesktop(320, 200);
    const moments = await draw(desktop, 90, (at) => at > 40_000 && at < 50_000);
    const file = await seal();
    const reader = await readRecording(file, keys.dataKey, keys);
    const states = reader.chunks.filter(({ flags }) => flags & chunkFlags.key);
    expect(states.length).toBeGreaterThan(1);
    for (const { at, hash } of moments.filter((_, position) => position % 23 === 5)) {
      const frames = await framesOf(file, { fromMs: at + 1, toMs: at + 3000, composed: true });
      const state = frames.filter(({ isState }) => isState);
      expect(hashOf(painted(state))).toBe(hash);
      expect(frames.every(({ atMs }) => atMs > at)).toBe(true);
      const later = moments.findLast((moment) => moment.at < at + 3000)!;
      expect(hashOf(painted(frames))).toBe(later.hash);
    }
    // Every KEY chunk by itself.
    for (const chunk of states) {
      const frames = await reader.framesOf(chunk);
      const before = moments.findLast((moment) => moment.at <= chunk.t0 / 1000)!;
      expect(hashOf(painted(frames))).toBe(before.hash);
    }
    await reader.close();
  });

  it('makes KEY chunks by change and none while nothing changes', async () => {
    const desktop = new DrawnDesktop(320, 200);
    await draw(desktop, 10, () => false);
    const data = Buffer.from(JSON.stringify({ type: 'warning' }));
    for (let at = 60_000; at < 3_600_000; at += 60_000)
      await recorder.record({ channel: 0, kind: 'event', data, at });
    const reader = await readRecording(await seal(), keys.dataKey);
    const states = reader.chunks.filter(({ flags }) => flags & chunkFlags.key);
    await reader.close();
    // All of the time in which something changed, one at least behind the last change, and none of the hour after it.
    expect(states.length).toBeGreaterThan(0);
    expect(states.every(({ t0 }) => t0 <= 10_000_000)).toBe(true);
    expect(states.length).toBeLessThan(5);
  });

  it('spreads the state of a large screen over several chunks, and begins with all of them', async () => {
    const [width, height] = [2048, 1408];
    const pixels = Uint32Array.from({ length: width * height }, (_, at) => Math.imul(at, 0x9e37_79b1) >>> 8);
    for (let y = 0; y < height; y += 64) {
      const band = Array.from({ length: width / 64 }, (_, column) =>
        encodeRect({ width, height, pixels }, column * 64, y, 64, 64),
      );
      const items: ScreenItem[] = y === 0 ? [{ kind: 'size', width, height }, ...band] : band;
      await recorder.record(screen(Buffer.from(writeScreenUpdate(items)), 1));
    }
    const black = encodeRect({ width: 64, height: 64, pixels: new Uint32Array(64 * 64) }, 0, 0, 64, 64);
    await untilFolded();
    await recorder.record(screen(Buffer.from(writeScreenUpdate([black])), 3_000_000));
    const file = await seal();
    const reader = await readRecording(file, keys.dataKey);
    const states = reader.chunks.filter(({ flags }) => flags & chunkFlags.key);
    expect(states.slice(-2).map(({ flags }) => flags & chunkFlags.more)).toEqual([chunkFlags.more, 0]);
    await reader.close();
    const whole = hashOf(painted(await framesOf(file)));
    const frames = await framesOf(file, { fromMs: 4_000_000 });
    expect(frames[0]?.isState).toBe(true);
    expect(hashOf(painted(frames))).toBe(whole);
    expect(hashOf(painted(await framesOf(file, { fromMs: 4_000_000, composed: true })))).toBe(whole);
  });

  it('keeps a change that cannot be shown, says so, and folds on', async () => {
    const desktop = new DrawnDesktop(320, 200);
    await draw(desktop, 3, () => false);
    const broken = randomBytes(2000);
    broken[0] = 7;
    await recorder.record(screen(broken, 3000));
    await recorder.record({ channel: 0, kind: 'cursor', data: randomBytes(3), at: 3001 });
    desktop.draw(0, 0, 50, 50, noise(3));
    await recorder.record(screen(desktop.update(), 3002));
    const file = await seal();
    const frames = await framesOf(file);
    expect(frames.some(({ data }) => data.equals(broken))).toBe(true);
    const gaps = frames
      .filter(({ kind }) => kind === 'event')
      .map(({ data }) => JSON.parse(data.toString()) as object);
    expect(gaps).toMatchObject([
      { type: 'recording.gap', kind: 'screen-update' },
      { type: 'recording.gap', kind: 'cursor' },
    ]);
    expect(hashOf(painted(await framesOf(file, { fromMs: 4000, composed: true })))).toBe(desktop.hash());
    expect((await verifyRecording(file, keys)).verdict).toBe('unaltered');
  });

  it('gives neither keys nor clipboards to a follower, and keys only under their own key', async () => {
    const desktop = new DrawnDesktop(320, 200);
    const follower = await follow();
    const secret = Buffer.from(writeClipboardEvent({ direction: 'in', text: 'a secret of the plant' }));
    const key = Buffer.from(writeKeyEvent({ down: true, keysym: 0x68_61, scancode: null }));
    for (let at = 0; at < 3000; at += 500) {
      await recorder.record({ channel: 0, kind: 'clipboard', data: secret, at });
      await recorder.record({ channel: 0, kind: 'input', data: key, at });
      desktop.draw(0, 0, 64, 64, noise(at));
      await recorder.record(screen(desktop.update(), at));
    }
    const frames = await until(follower, (found) => isLast(found, 2500));
    expect(new Set(frames.map(({ kind }) => kind))).toEqual(new Set(['screen-update']));
    const file = await seal();
    expect((await framesOf(file)).filter(({ kind }) => kind === 'input')).toHaveLength(6);
    const reader = await readRecording(file, keys.dataKey);
    const kinds = new Set<string>();
    for await (const { kind } of reader.frames()) kinds.add(kind);
    await reader.close();
    expect(kinds).toEqual(new Set(['clipboard', 'screen-update']));
    expect(readFileSync(file).includes('a secret of the plant')).toBe(false);
  });

  it('counts changes of the screen and the pointer as activity', async () => {
    const desktop = new DrawnDesktop(320, 200);
    await draw(desktop, 10, () => false);
    const pointer = Buffer.from(writePointerEvent({ x: 1, y: 1, buttons: 1 }));
    for (let at = 40_000; at < 50_000; at += 500)
      await recorder.record({ channel: 0, kind: 'pointer', data: pointer, at });
    const reader = await readRecording(await seal(), keys.dataKey);
    const timeline = await summariseTimeline(reader, { buckets: 5 });
    expect(timeline.activity.map((frames) => frames > 0)).toEqual([true, false, false, false, true]);
    expect(timeline.idle).toHaveLength(1);
    expect(timeline.idle[0]!.fromMs).toBeGreaterThan(9000);
    expect(timeline.idle[0]!.toMs).toBe(40_000);
    expect(await searchRecording(reader, 'anything')).toEqual([]);
    await expect(exportAsciicast(reader).next()).rejects.toMatchObject({ code: 'conflict' });
    await reader.close();
  });

  /** The folding reads the spool behind the recorder; what is written later then comes later in it. */
  async function untilFolded(): Promise<void> {
    while (recorder.stats.spoolBytes > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async function follow(): Promise<RecordingFollower> {
    const follower = await RecordingFollower.join(place, header.recordingId, Buffer.from(keys.dataKey));
    if (!follower) throw new Error('nothing to follow');
    followers.push(follower);
    return follower;
  }

  function isLast(frames: readonly ReplayFrame[], atMs: number): boolean {
    return frames.some(({ kind, atMs: at }) => kind === 'screen-update' && at >= atMs);
  }

  async function until(follower: RecordingFollower, isDone: (frames: ReplayFrame[]) => boolean) {
    const frames: ReplayFrame[] = [];
    const end = performance.now() + 40_000;
    while (performance.now() < end) {
      const slice = await follower.next();
      if (slice.restart) frames.splice(0);
      frames.push(...slice.frames);
      if (isDone(frames) || slice.isLast) return frames;
      if (slice.frames.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('waited in vain');
  }
});
