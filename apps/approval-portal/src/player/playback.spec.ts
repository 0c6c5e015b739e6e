import type { RecordingFrame, RecordingTimeline } from '@gatehouse/contracts';
import type { FrameSpan } from '../api/recordings.js';
import type { ToFrame } from './frame-messages.js';
import { Playback } from './playback.js';

const timeline: RecordingTimeline = {
  recordingId: 'rec_00000000000000000000000000',
  sessionId: 'ses_00000000000000000000000000',
  startedAt: '2026-11-19T13:05:00.000Z',
  durationMs: 100_000,
  activity: [],
  idle: [{ fromMs: 20_000, untilMs: 60_000 }],
  events: [],
  keyframesMs: [0, 50_000],
  channels: [{ channel: 1, kind: 'shell', columns: 80, rows: 24 }],
};
const out = (atMs: number, text: string, channel = 1): RecordingFrame => ({
  atMs,
  channel,
  kind: 'terminal-out',
  data: Buffer.from(text).toString('base64'),
});
const frames: RecordingFrame[] = [
  {
    atMs: 0,
    channel: 1,
    kind: 'key',
    columns: 80,
    rows: 24,
    data: Buffer.from('<first>').toString('base64'),
  },
  out(1000, 'a'),
  out(1500, 'other', 2),
  out(15_000, 'b'),
  {
    atMs: 50_000,
    channel: 1,
    kind: 'key',
    columns: 100,
    rows: 30,
    data: Buffer.from('<second>').toString('base64'),
  },
  out(65_000, 'c'),
  { atMs: 66_000, channel: 1, kind: 'resize', columns: 120, rows: 40 },
  out(99_000, 'd'),
];

function started(read = fromFrames) {
  const drawn: ToFrame[] = [];
  const playback = new Playback({
    timeline,
    draw: (message) => drawn.push(message),
    changed: () => undefined,
    read,
  });
  const written = () =>
    drawn.map((message) => (message.type === 'write' ? Buffer.from(message.bytes).toString() : '')).join('');
  return { playback, drawn, written };
}

async function* fromFrames({ fromMs, untilMs }: { fromMs: number; untilMs: number }) {
  await Promise.resolve();
  for (const frame of frames) if (frame.atMs >= fromMs && frame.atMs < untilMs) yield frame;
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('playback', () => {
  it('draws every frame of its channel once, in order, and stops at the end', async () => {
    const { playback, written } = started();
    playback.choose({ skipIdle: false });
    playback.seek(0);
    await settled();
    playback.play();
    for (let second = 0; second < 120; second += 1) {
      playback.tick(1000);
      await settled();
    }
    expect(written()).toBe('<first>abcd');
    expect(playback.current.playing).toBe(false);
    expect(playback.current.positionMs).toBe(100_000);
  });

  it('seeks from the last whole picture, not from the beginning', async () => {
    const { playback, drawn, written } = started();
    playback.seek(65_500);
    await settled();
    expect(written()).toBe('<second>c');
    expect(drawn.filter(({ type }) => type === 'reset').at(-1)).toEqual({
      type: 'reset',
      columns: 100,
      rows: 30,
    });
  });

  it('skips idle, and shows nothing of what comes after it too early', async () => {
    const { playback, written } = started();
    playback.seek(19_000);
    await settled();
    playback.play();
    playback.tick(250);
    expect(playback.current.positionMs).toBe(19_250);
    playback.choose({ speed: 8 });
    playback.tick(250);
    playback.tick(1);
    await settled();
    playback.tick(1);
    await settled();
    playback.tick(1);
    expect(playback.current.positionMs).toBeGreaterThan(50_000);
    expect(written()).not.toContain('c');
  });

  it('waits where bytes are missing instead of running past them', async () => {
    let letGo = () => undefined as void;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const { playback, written } = started(async function* late(span) {
      await gate;
      yield* fromFrames(span);
    });
    playback.seek(0);
    playback.play();
    playback.tick(2000);
    expect(playback.current).toMatchObject({ positionMs: 0, loading: true });
    letGo();
    await settled();
    playback.tick(2000);
    expect(written()).toBe('<first>a');
  });

  it('stops and says why when a part cannot be read', async () => {
    const { playback } = started(async function* broken(): AsyncGenerator<RecordingFrame> {
      yield* [];
      throw new Error('damaged');
    });
    playback.seek(0);
    await settled();
    expect(playback.current.error).toEqual(new Error('damaged'));
  });

  it('follows a changed size', async () => {
    const { playback, drawn } = started();
    playback.seek(70_000);
    await settled();
    expect(drawn.filter(({ type }) => type === 'resize')).toEqual([
      { type: 'resize', columns: 120, rows: 40 },
    ]);
  });
});

describe('playback of a desktop', () => {
  const screen: RecordingTimeline = {
    ...timeline,
    idle: [],
    channels: [{ channel: 3, kind: 'desktop', columns: null, rows: null, width: 64, height: 64 }],
  };
  const shown = (atMs: number, name: string, part: Partial<RecordingFrame> = {}): RecordingFrame => ({
    atMs,
    channel: 3,
    kind: 'screen-update',
    data: Buffer.from(name).toString('base64'),
    ...part,
  });

  function begun(frames: RecordingFrame[]) {
    const drawn: string[] = [];
    const asked: FrameSpan[] = [];
    const playback = new Playback({
      timeline: screen,
      changed: () => undefined,
      draw: (message) => {
        if (message.type !== 'desktop') return;
        const names = message.frames.map(({ bytes }) => Buffer.from(bytes).toString()).join(' ');
        drawn.push(message.restart ? `anew: ${names}` : names);
      },
      async *read(span) {
        await Promise.resolve();
        asked.push(span);
        if (span.composed)
          for (const part of ['tiles', 'cursor']) yield shown(span.fromMs, part, { isState: true });
        for (const frame of frames) if (frame.atMs >= span.fromMs && frame.atMs < span.untilMs) yield frame;
      },
    });
    return { playback, drawn, asked };
  }

  it('seeks by asking for the picture of the very place, and draws it as one', async () => {
    const { playback, drawn, asked } = begun([shown(1_000, 'a'), shown(50_100, 'b')]);
    playback.seek(50_000);
    await settled();
    expect(asked[0]).toMatchObject({ fromMs: 50_000, composed: true });
    expect(asked.slice(1).every(({ composed }) => !composed)).toBe(true);
    expect(drawn).toEqual(['anew: tiles cursor']);
    playback.play();
    playback.tick(200);
    expect(drawn).toEqual(['anew: tiles cursor', 'b']);
  });

  it('draws every change once, in order, from one end to the other', async () => {
    const changes = Array.from({ length: 99 }, (_, second) => shown(second * 1_000 + 500, `${second}`));
    const { playback, drawn } = begun(changes);
    playback.seek(0);
    await settled();
    playback.play();
    for (let second = 0; second < 130; second += 1) {
      playback.tick(1_000);
      await settled();
    }
    expect(drawn[0]).toBe('anew: tiles cursor');
    expect(drawn.slice(1).join(' ')).toBe(changes.map((_, second) => `${second}`).join(' '));
    expect(playback.current).toMatchObject({ playing: false, positionMs: 100_000 });
  });

  it('leaves nothing old on the screen where nothing was shown yet', async () => {
    const drawn: ToFrame[] = [];
    const playback = new Playback({
      timeline: screen,
      changed: () => undefined,
      draw: (message) => drawn.push(message),
      async *read() {
        await Promise.resolve();
        yield* [];
      },
    });
    playback.seek(10);
    await settled();
    expect(drawn).toEqual([{ type: 'desktop', restart: true, frames: [] }]);
  });

  it('draws nothing of a place that was left before it came', async () => {
    const { playback, drawn } = begun([]);
    playback.seek(10_000);
    playback.seek(20_000);
    await settled();
    expect(drawn).toEqual(['anew: tiles cursor']);
    expect(playback.current.positionMs).toBe(20_000);
  });
});
