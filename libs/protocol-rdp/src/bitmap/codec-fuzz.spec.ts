import { decodePointer } from '../pointer/decode-pointer.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import type { WireBitmap } from '../wire/updates/bitmap-update.js';
import type { WirePointer } from '../wire/updates/pointer-update.js';
import { decodeBitmap } from './decode-bitmap.js';
import { decodeInterleaved } from './decode-interleaved.js';
import { BitmapEncoder } from './encode-bitmap.js';
import { noPalette, paletteColours } from './palette.js';
import { pixelFormatOf } from './pixel-format.js';
import { drawFrom, seed } from './testing/draw-from.js';
import type { Draw } from './testing/draw-from.js';
import { drawOrders } from './testing/drawn-orders.js';
import { blank, paint } from './testing/drawn-surface.js';
import { spoil } from './testing/spoil.js';

// Bounded here, many more with LONG=1.
const isLong = Boolean(process.env['LONG']);
const rounds = isLong ? 1_000_000 : 2_000;
jest.setTimeout(isLong ? 3_600_000 : 120_000);

const whites: Readonly<Record<number, number>> = { 8: 0xff, 15: 0x7fff, 16: 0xffff, 24: 0xffffff };
const depths = [8, 15, 16, 24] as const;
const screen = { width: 70, height: 50 };

function drawBitmap(draw: Draw): WireBitmap {
  const [width, height] = [1 + draw(80), 1 + draw(12)];
  const area = { x: draw(90), y: draw(60), width: 1 + draw(width), height: 1 + draw(height) };
  const bitsPerPixel = [8, 15, 16, 24, 32][draw(5)]!;
  const isCompressed = draw(6) !== 0;
  const shape = { area, width, height, bitsPerPixel, isCompressed };
  if (!isCompressed) return { ...shape, data: spoil(Buffer.alloc(width * height * 4, draw(256)), draw) };
  if (bitsPerPixel < 32) {
    const white = whites[bitsPerPixel]!;
    const { bytes } = drawOrders(draw, width, height, Math.ceil(bitsPerPixel / 8), white);
    return { ...shape, data: spoil(bytes, draw) };
  }
  const source = blank(64, 12);
  paint(source, draw);
  const encoder = new BitmapEncoder({ bitsPerPixel: 32, takesNoAlpha: draw(2) === 0 });
  const [bitmap] = encoder.encode(source, { x: 0, y: 0, width: Math.min(width, 64), height });
  return { ...bitmap!, area, data: spoil(bitmap!.data, draw) };
}

describe('PR-01 the decoders', () => {
  it(`refuse or paint within what they say they painted, whatever comes (seed ${seed})`, () => {
    const draw = drawFrom('bitmaps');
    const palette = paletteColours(Uint8Array.from({ length: 768 }, (_, at) => at));
    const surface = blank(screen.width, screen.height);
    let painted = 0;
    for (let round = 0; round < rounds; round += 1) {
      const bitmap = drawBitmap(draw);
      surface.pixels.fill(0xabcdef);
      let area = null;
      try {
        area = decodeBitmap(surface, bitmap, palette);
        painted += 1;
      } catch (error) {
        if (!(error instanceof MalformedPdu))
          throw new Error(`round ${round}: ${JSON.stringify(bitmap)}`, { cause: error });
      }
      const isWithin = (at: number): boolean => {
        if (!area) return false;
        const [x, y] = [at % screen.width, Math.floor(at / screen.width)];
        return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
      };
      const isWrong = surface.pixels.some(
        (pixel, at) => pixel > 0xffffff || (pixel !== 0xabcdef && !isWithin(at)),
      );
      if (isWrong || (area && !surface.holds(area)))
        throw new Error(`round ${round} of seed ${seed} painted beside`);
    }
    // Otherwise nothing but refusals were tested.
    expect(painted).toBeGreaterThan(rounds / 10);
  });

  it(`take no more and no less than a whole shape of a pointer (seed ${seed})`, () => {
    const draw = drawFrom('pointers');
    for (let round = 0; round < rounds; round += 1) {
      const side = (): number => (draw(10) === 0 ? draw(65_536) : draw(100));
      const pointer: WirePointer = {
        ...{ cacheIndex: 0, hotSpotX: draw(65_536), hotSpotY: draw(65_536), width: side(), height: side() },
        bitsPerPixel: [1, 4, 8, 16, 24, 32, draw(256)][draw(7)]!,
        xorMask: Buffer.alloc(draw(40_000), draw(256)),
        andMask: Buffer.alloc(draw(1_300), draw(256)),
      };
      try {
        const { width, height, hotX, hotY, rgba } = decodePointer(pointer, noPalette);
        if (rgba.length !== width * height * 4 || width > 96 || height > 96)
          throw new Error(`round ${round}`);
        if (width > 0 && (hotX >= width || hotY >= height)) throw new Error(`round ${round}`);
      } catch (error) {
        if (!(error instanceof MalformedPdu)) throw error;
      }
    }
  });
});

describe('the decoder of interleaved RLE', () => {
  it.each(depths)(`gives what the words of the standard give, at %i bits (seed ${seed})`, (bitsPerPixel) => {
    const draw = drawFrom(`orders ${bitsPerPixel}`);
    const format = pixelFormatOf(bitsPerPixel)!;
    for (let round = 0; round < rounds / 20; round += 1) {
      const [width, height] = [1 + draw(70), 1 + draw(70)];
      const { bytes, pixels } = drawOrders(draw, width, height, format.size, whites[bitsPerPixel]!);
      const out = new Uint32Array(width * height);
      decodeInterleaved(bytes, format, width, height, out);
      const wire = Buffer.alloc(4);
      const isWrong = pixels.some((pixel, at) => {
        wire.writeUInt32LE(pixel);
        return out[at] !== format.read(wire, 0);
      });
      if (isWrong) throw new Error(`round ${round} of seed ${seed} came out different`);
    }
  });
});
