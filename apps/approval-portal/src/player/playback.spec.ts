import type { RecordingFrame, RecordingTimeline } from '@gatehouse/contracts';
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
