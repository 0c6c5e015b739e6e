import {
  encodeRect,
  MalformedScreen,
  parseScreenUpdate,
  type ScreenItem,
  ScreenPicture,
  tileEdge,
  writeScreenUpdate,
} from '@gatehouse/screen';
import fc from 'fast-check';
import { hashOf, painted } from '../testing/drawn-desktop.js';
import { ComposedDesktop, type ViewFrame } from './composed-desktop.js';
import { stateUpdates } from './state-updates.js';

const anyRect = fc
  .record({
    tileX: fc.nat(3),
    tileY: fc.nat(2),
    left: fc.nat(tileEdge - 1),
    top: fc.nat(tileEdge - 1),
    width: fc.integer({ min: 1, max: tileEdge }),
    height: fc.integer({ min: 1, max: tileEdge }),
    colour: fc.nat(0xff_ff_ff),
    isNoise: fc.boolean(),
  })
  .map(({ tileX, tileY, left, top, width, height, colour, isNoise }): ScreenItem => {
    const [w, h] = [Math.min(width, tileEdge - left), Math.min(height, tileEdge - top)];
    const pixels = Uint32Array.from({ length: w * h }, (_, at) => (isNoise ? colour * (at + 7) : colour));
    const rect = encodeRect({ width: w, height: h, pixels }, 0, 0, w, h);
    return { ...rect, x: tileX * tileEdge + left, y: tileY * tileEdge + top };
  });

const anySize = fc.constantFrom<ScreenItem>(
  { kind: 'size', width: 256, height: 192 },
  { kind: 'size', width: 100, height: 70 },
);

const updates = fc.array(
  fc.array(fc.oneof({ weight: 20, arbitrary: anyRect }, { weight: 1, arbitrary: anySize }), {
    maxLength: 12,
  }),
  { maxLength: 12 },
);

function frame(items: readonly ScreenItem[]): ViewFrame {
  return { kind: 'screen-update', data: Buffer.from(writeScreenUpdate(items)) };
}

/** As whoever paints frame by frame sees it: a malformed one ends where its fault is. */
function paintedLeniently(frames: readonly ViewFrame[]): ScreenPicture {
  const picture = new ScreenPicture();
  for (const { data } of frames)
    try {
      picture.apply(parseScreenUpdate(data));
    } catch (error) {
      if (!(error instanceof MalformedScreen)) throw error;
    }
  return picture;
}

describe('ComposedDesktop', () => {
  it('shows what painting every frame shows, rectangles off the screen and changes of size among them', () => {
    fc.assert(
      fc.property(updates, (all) => {
        const frames = all.map(frame);
        const desktop = new ComposedDesktop();
        for (const one of frames) desktop.show(one);
        expect(hashOf(painted(desktop.frames()))).toBe(hashOf(paintedLeniently(frames)));
      }),
      { numRuns: 60 },
    );
  });

  it('takes no more room than the picture, however often it changed', () => {
    const desktop = new ComposedDesktop();
    desktop.show(frame([{ kind: 'size', width: 256, height: 192 }]));
    // Rectangles of which none covers another wholly.
    for (let round = 0; round < 300; round += 1) {
      const [w, h] = [1 + (round % 50), 50 - (round % 50)];
      const pixels = Uint32Array.from({ length: w * h }, (_, at) => at * 40_503 + round);
      desktop.show(frame([encodeRect({ width: w, height: h, pixels }, 0, 0, w, h)]));
    }
    const bytes = [...desktop.frames()].reduce((sum, { data }) => sum + data.length, 0);
    expect(bytes).toBeLessThanOrEqual(256 * 192 * 4);
  });

  it('ignores what is malformed, and keeps the last cursor and pointer that were right', () => {
    const desktop = new ComposedDesktop();
    desktop.show(frame([{ kind: 'size', width: 64, height: 64 }]));
    const cursor = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0]);
    const pointer = Buffer.from([0, 5, 0, 6, 0, 1]);
    desktop.show({ kind: 'cursor', data: cursor });
    desktop.show({ kind: 'pointer', data: pointer });
    for (const kind of ['screen-update', 'cursor', 'pointer'] as const)
      desktop.show({ kind, data: Buffer.from([9, 9, 9]) });
    expect([...desktop.frames()].slice(1)).toEqual([
      { kind: 'cursor', data: cursor },
      { kind: 'pointer', data: pointer },
    ]);
  });

  it('shows nothing before the first size', () => {
    const desktop = new ComposedDesktop();
    desktop.show({ kind: 'event', data: Buffer.from('{}') });
    expect([...desktop.frames()]).toEqual([]);
  });
});

test('a large picture is spread over frames that each fit into one', () => {
  const pixels = Uint32Array.from({ length: 64 * 64 }, (_, at) => at * 40_503);
  const tile = encodeRect({ width: 64, height: 64, pixels }, 0, 0, 64, 64);
  const items = Array.from({ length: 1000 }, (_, at) => ({
    ...tile,
    x: (at % 60) * 64,
    y: Math.floor(at / 60) * 64,
  }));
  const frames = [...stateUpdates(items)];
  expect(frames.length).toBeGreaterThan(2);
  expect(frames.every((data) => data.length <= 4 << 20)).toBe(true);
  expect(frames.flatMap((data) => parseScreenUpdate(data))).toHaveLength(1000);
});
