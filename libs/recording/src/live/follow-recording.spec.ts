import { randomBytes } from 'node:crypto';
import { Terminal } from '@xterm/headless';
import { openRecorder } from '../open-recorder.js';
import type { RecordedFrame, Recorder } from '../recorder.js';
import type { RecordingKeys } from '../recording-header.js';
import type { ReplayFrame } from '../replay.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace } from '../testing/recording-kit.js';
import { RecordingFollower } from './follow-recording.js';

// Other suites share the machine.
jest.setTimeout(60_000);

describe('RecordingFollower', () => {
  let place: RecordingPlace;
  let recorder: Recorder;
  let keys: RecordingKeys;
  let recordingId: string;
  let followers: RecordingFollower[];

  beforeEach(async () => {
    place = makePlace();
    followers = [];
    await begin();
  });
  afterEach(async () => {
    for (const follower of followers) follower.close();
    await recorder.close({ reason: 'client-left', complete: true }).catch(() => undefined);
    place.remove();
  });

  async function begin(withInput = false): Promise<void> {
    const header = makeHeader();
    recordingId = header.recordingId;
    keys = makeKeys(recordingId, withInput);
    recorder = await openRecorder({ ...place, header, keys });
  }

  async function join(): Promise<RecordingFollower> {
    const follower = await RecordingFollower.join(place, recordingId, Buffer.from(keys.dataKey));
    if (!follower) throw new Error('nothing to follow');
    followers.push(follower);
    return follower;
  }

  const out = (data: string | Buffer, channel = 0): RecordedFrame => ({
    channel,
    kind: 'terminal-out',
    data: Buffer.from(data),
  });

  /** What came until it matches, or nothing came for so long. */
  async function until(follower: RecordingFollower, isDone: (frames: ReplayFrame[]) => boolean) {
    const frames: ReplayFrame[] = [];
    const end = performance.now() + 20_000;
    while (performance.now() < end) {
      const slice = await follower.next();
      if (slice.restart) frames.splice(0);
      frames.push(...slice.frames);
      if (isDone(frames) || slice.isLast) return frames;
      if (slice.frames.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('waited in vain');
  }

  const textOf = (frames: readonly ReplayFrame[]): string =>
    frames.map(({ kind, data }) => (kind === 'terminal-out' ? data.toString() : '')).join('');

  async function screenOf(frames: readonly ReplayFrame[]): Promise<string[]> {
    const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
    for (const { kind, data } of frames) {
      if (kind === 'terminal-out' || kind === 'screen')
        await new Promise<void>((resolve) => terminal.write(data, resolve));
    }
    const { active } = terminal.buffer;
    return Array.from(
      { length: 24 },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  }

  it('gives each byte once and in order, whenever it joins, while the recording is folded behind it', async () => {
    await recorder.record({ channel: 0, kind: 'resize', data: Buffer.from('80x24') });
    let written = '';
    const early = await join();
    const seen = until(early, (frames) => textOf(frames).endsWith('line 399\r\n'));
    for (let line = 0; line < 400; line += 1) {
      const text = `line ${line}\r\n`;
      written += text;
      await recorder.record(out(text));
      if (line % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(textOf(await seen)).toBe(written);
    const late = await until(await join(), (frames) => textOf(frames).endsWith('line 399\r\n'));
    expect(await screenOf(late)).toEqual(await screenOf(await seen));
  });

  it('splices from the last whole screen: a late viewer sees the same picture, and not all that led to it', async () => {
    await recorder.record({ channel: 0, kind: 'resize', data: Buffer.from('80x24') });
    const wire: string[] = [];
    const say = async (text: string): Promise<void> => {
      wire.push(text);
      await recorder.record(out(text));
    };
    for (let block = 0; block < 40; block += 1)
      await say(`\u001b[3${block % 8}m${`${block} `.repeat(16_000)}\u001b[2J\u001b[H`);
    await say('\u001b[5;10Hthe end');
    // Wait until the folding has made a KEY chunk of it: more than it lies behind the head.
    let frames: ReplayFrame[] = [];
    const end = performance.now() + 20_000;
    while (!frames.some(({ isState }) => isState) && performance.now() < end) {
      frames = await until(await join(), (found) => textOf(found).endsWith('the end'));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(frames.some(({ isState }) => isState)).toBe(true);
    expect(textOf(frames).length).toBeLessThan(wire.join('').length);
    const whole = wire.map((text) => ({ kind: 'terminal-out', data: Buffer.from(text) }) as ReplayFrame);
    expect(await screenOf(frames)).toEqual(await screenOf(whole));
  });

  it('gives two viewers the same bytes, and typed input to none', async () => {
    await recorder.close({ reason: 'client-left', complete: true });
    await begin(true);
    const viewers = [await join(), await join()];
    const secret = randomBytes(16).toString('hex');
    for (let count = 0; count < 50; count += 1) {
      await recorder.record({ channel: 0, kind: 'terminal-in', data: Buffer.from(secret) });
      await recorder.record(out(`${count};`));
    }
    const [one, other] = await Promise.all(
      viewers.map((viewer) => until(viewer, (frames) => textOf(frames).endsWith('49;'))),
    );
    expect(textOf(one ?? [])).toBe(textOf(other ?? []));
    const all = [...(one ?? []), ...(other ?? [])];
    expect(all.some(({ kind, data }) => kind === 'terminal-in' || data.includes(secret))).toBe(false);
  });

  it('says so when it passes something over, and stands at the head again', async () => {
    await recorder.record({ channel: 0, kind: 'resize', data: Buffer.from('80x24') });
    const slow = await join();
    await slow.next();
    // Far more than a viewer takes at once, and folded before this one takes any of it.
    const block = 'x'.repeat(64 << 10);
    for (let count = 0; count < 200; count += 1) await recorder.record(out(block));
    await recorder.record(out('\u001b[2J\u001b[Hthe head'));
    while (recorder.stats.spoolBytes > 2 << 20) await new Promise((resolve) => setTimeout(resolve, 20));
    let passedOver = false;
    let screen: ReplayFrame[] = [];
    const end = performance.now() + 30_000;
    while (!textOf(screen).endsWith('the head') && performance.now() < end) {
      const slice = await slow.next();
      passedOver ||= slice.passedOver;
      if (slice.restart) screen = [];
      screen.push(...slice.frames);
      // A viewer that draws slowly.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(passedOver).toBe(true);
    expect((await screenOf(screen))[0]).toBe('the head');
  });

  it('gives what was written last before the seal, and then its end', async () => {
    const follower = await join();
    await until(follower, () => true);
    for (let count = 0; count < 20; count += 1) await recorder.record(out(`${count};`));
    await recorder.close({ reason: 'client-left', complete: true });
    const frames = await until(follower, () => false);
    expect(textOf(frames).endsWith('19;')).toBe(true);
    expect((await follower.next()).isLast).toBe(true);
  });

  it('finds nothing where nothing is, and opens nothing with another key', async () => {
    const nowhere = await RecordingFollower.join(place, makeHeader().recordingId, Buffer.alloc(32));
    expect(nowhere).toBeNull();
    await recorder.record(out('secret'));
    const wrong = await RecordingFollower.join(place, recordingId, randomBytes(32)).catch(() => null);
    if (!wrong) return;
    followers.push(wrong);
    const slice = await wrong.next();
    expect(textOf(slice.frames)).toBe('');
  });
});
