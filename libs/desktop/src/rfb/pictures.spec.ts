import { endDesktopWorlds, startDesktopWorld, until } from '../testing/desktop-world.js';
import { drawFrom, isSamePicture, quantised } from '../testing/quantised.js';
import { encodings } from './encoding-numbers.js';
import { type PixelFormat, plainPixelFormat } from './pixel-format.js';

const rgb888: PixelFormat = plainPixelFormat;
const bgr888Big: PixelFormat = { ...rgb888, isBigEndian: true, redShift: 16, greenShift: 8, blueShift: 0 };
const highBytes: PixelFormat = { ...rgb888, redShift: 24, greenShift: 16, blueShift: 8 };
const rgb565: PixelFormat = {
  ...{ bitsPerPixel: 16, depth: 16, isBigEndian: false, redMax: 31, greenMax: 63, blueMax: 31 },
  ...{ redShift: 11, greenShift: 5, blueShift: 0 },
};
const bgr233: PixelFormat = {
  ...{ bitsPerPixel: 8, depth: 8, isBigEndian: false, redMax: 7, greenMax: 7, blueMax: 3 },
  ...{ redShift: 0, greenShift: 3, blueShift: 6 },
};

const formats: [string, PixelFormat][] = [
  ['32 bits', rgb888],
  ['32 bits, big end first', bgr888Big],
  ['32 bits, nothing in the lowest byte', highBytes],
  ['16 bits', rgb565],
  ['16 bits, big end first', { ...rgb565, isBigEndian: true }],
  ['8 bits', bgr233],
];
const served: [string, number][] = [
  ['Tight', encodings.tight],
  ['ZRLE', encodings.zrle],
  ['Hextile', encodings.hextile],
  ['Raw', encodings.raw],
];
const cases = served.flatMap(([name, encoding]) =>
  formats.map(([bits, format]): [string, string, number, PixelFormat] => [name, bits, encoding, format]),
);

afterEach(endDesktopWorlds);

describe('a picture', () => {
  it.each(cases)('in %s at %s is drawn by a viewer as it is', async (_name, _bits, encoding, format) => {
    const draw = drawFrom(encoding + format.bitsPerPixel);
    const { upstream, viewer, outcome, end } = await startDesktopWorld({ width: 140, height: 80 });
    await viewer.signIn();
    viewer.setFormat(format);
    viewer.setEncodings(encoding);
    viewer.ask(false);
    await viewer.next();
    // Of each kind that an encoding treats in its own way: one colour, two, few, many, more than a palette holds.
    for (const colours of [1, 2, 3, 5, 17, 200, 5_000]) {
      const palette = Array.from({ length: colours }, () => draw(1 << 24));
      const [x, y] = [draw(60), draw(30)];
      const area = { x, y, width: 1 + draw(140 - x), height: 1 + draw(80 - y) };
      // Runs, as real screens have them; and a byte that the wire may leave dirty.
      let [colour, left] = [0, 0];
      upstream.paint(area, () => {
        left -= 1;
        if (left < 0) [colour, left] = [palette[draw(colours)]! | 0x5a_00_00_00, draw(40) ** 2 / 80];
        return colour;
      });
      viewer.ask();
      const word = await viewer.next();
      expect(word).toMatchObject({ type: 'update' });
      if (word.type === 'update') expect(new Set(word.encodings)).toEqual(new Set([encoding]));
      expect(isSamePicture(viewer.pixels, quantised(upstream.surface, format))).toBe(true);
    }
    end();
    await outcome;
  });

  it('is sent in the first encoding of the viewer that is served', async () => {
    const { upstream, viewer, end } = await startDesktopWorld();
    await viewer.signIn();
    viewer.setEncodings(1, -239, encodings.zrle, encodings.tight);
    viewer.ask();
    expect(await viewer.next()).toMatchObject({
      encodings: Array.from({ length: 12 }, () => encodings.zrle),
    });
    expect(isSamePicture(viewer.pixels, quantised(upstream.surface, rgb888))).toBe(true);
    end();
  });

  it('is sent again, whole, to a viewer that lost it; a few times a second at most', async () => {
    const { upstream, viewer, toViewer, end } = await startDesktopWorld();
    upstream.paint({ x: 0, y: 0, width: 200, height: 150 }, (x, y) => x * y);
    await viewer.signIn();
    for (let round = 0; round < 200; round += 1) viewer.ask(false);
    await viewer.next();
    expect(toViewer.length).toBe(0);
    viewer.pixels.fill(0);
    viewer.ask(false);
    await viewer.next();
    expect(isSamePicture(viewer.pixels, quantised(upstream.surface, rgb888))).toBe(true);
    end();
  });

  it('of another size is told to a viewer in the way it knows', async () => {
    for (const way of [encodings.desktopSize, encodings.extendedDesktopSize]) {
      const { upstream, viewer, tap, end } = await startDesktopWorld();
      await viewer.signIn();
      viewer.setEncodings(encodings.tight, way);
      viewer.ask();
      await viewer.next();
      upstream.resize(90, 300);
      upstream.paint({ x: 0, y: 0, width: 90, height: 300 }, (x, y) => x * 7 + y * 1000);
      viewer.ask();
      expect(await viewer.next()).toMatchObject({ encodings: [way] });
      viewer.ask();
      await viewer.next();
      expect([viewer.width, viewer.height]).toEqual([90, 300]);
      expect(isSamePicture(viewer.pixels, quantised(upstream.surface, rgb888))).toBe(true);
      expect([tap.picture.width, tap.picture.height]).toEqual([90, 300]);
      end();
    }
  });

  it('of another size ends the session of a viewer that cannot follow', async () => {
    const { upstream, viewer, outcome } = await startDesktopWorld();
    await viewer.signIn();
    viewer.ask();
    await viewer.next();
    viewer.ask();
    upstream.resize(90, 300);
    expect(await outcome).toMatchObject({
      reason: 'error',
      detail: expect.stringContaining('changes its size'),
    });
  });

  it('is not resized by a viewer', async () => {
    const { viewer, end } = await startDesktopWorld();
    await viewer.signIn();
    viewer.setEncodings(encodings.raw, encodings.extendedDesktopSize);
    viewer.ask();
    await viewer.next();
    viewer.send(Buffer.from([251, 0, 0, 90, 1, 44, 1, 0, ...new Array<number>(16).fill(0)]));
    await viewer.next();
    expect(viewer.sizes).toEqual([
      [0, 0, 200, 150],
      [1, 1, 200, 150],
    ]);
    end();
  });

  it('goes in several updates where it is large, and arrives whole', async () => {
    const { upstream, viewer, end } = await startDesktopWorld({ width: 600, height: 500 });
    const draw = drawFrom(3);
    upstream.paint({ x: 0, y: 0, width: 600, height: 500 }, () => draw(1 << 24));
    await viewer.signIn();
    let updates = 0;
    for (let rects = 0; rects < 10 * 8; updates += 1) {
      viewer.ask();
      const word = await viewer.next();
      if (word.type === 'update') rects += word.rects;
    }
    expect(updates).toBeGreaterThan(1);
    expect(isSamePicture(viewer.pixels, quantised(upstream.surface, rgb888))).toBe(true);
    end();
  });
});

describe('a cursor', () => {
  const shape = { width: 9, height: 2, hotX: 4, hotY: 1, rgba: new Uint8Array(72) };
  shape.rgba.set([255, 0, 0, 255, 0, 100, 0, 127, 200, 200, 200, 51]);

  it('is drawn with one bit of transparency', async () => {
    const { upstream, viewer, end } = await startDesktopWorld();
    upstream.showCursor(shape);
    await viewer.signIn();
    viewer.setEncodings(encodings.raw, encodings.cursor);
    viewer.ask();
    await viewer.next();
    expect(viewer.cursor).toMatchObject({ hotX: 4, hotY: 1, width: 9, height: 2 });
    const bytes = viewer.cursor?.bytes ?? Buffer.alloc(0);
    expect([...bytes.subarray(0, 4)]).toEqual([255, 0, 0, 0]);
    expect([...bytes.subarray(72)]).toEqual([0b1000_0000, 0, 0, 0]);
    end();
  });

  it('is drawn with all its transparency where the viewer can', async () => {
    const { upstream, viewer, tap, end } = await startDesktopWorld();
    await viewer.signIn();
    viewer.setEncodings(encodings.raw, encodings.cursor, encodings.cursorWithAlpha);
    viewer.ask();
    await viewer.next();
    viewer.ask();
    upstream.showCursor(shape);
    await viewer.next();
    expect([...(viewer.cursor?.bytes.subarray(0, 12) ?? [])]).toEqual([
      255, 0, 0, 255, 0, 50, 0, 127, 40, 40, 40, 51,
    ]);
    await until(() => tap.kinds().includes('cursor'));
    end();
  });
});
