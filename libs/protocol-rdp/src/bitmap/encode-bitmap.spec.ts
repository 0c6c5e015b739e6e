import type { Area, Surface } from '@gatehouse/desktop';
import { readBitmapUpdate, writeBitmapUpdate } from '../wire/updates/bitmap-update.js';
import { decodeBitmap } from './decode-bitmap.js';
import { BitmapEncoder } from './encode-bitmap.js';
import type { SentDepth } from './narrow-colour.js';
import { noPalette } from './palette.js';
import { drawFrom, seed } from './testing/draw-from.js';
import { blank, paint } from './testing/drawn-surface.js';

const isLong = Boolean(process.env.LONG);
const rounds = isLong ? 20_000 : 150;
jest.setTimeout(isLong ? 3_600_000 : 60_000);

/** What is left of a channel at so many bits, widened as RDP clients do. */
function kept(value: number, bits: number): number {
  const narrow = Math.round((value * (2 ** bits - 1)) / 255);
  return bits === 8 ? narrow : (narrow << (8 - bits)) | (narrow >> (2 * bits - 8));
}

function asSent(colour: number, depth: SentDepth): number {
  const [first, second, third] = { 15: [5, 5, 5], 16: [5, 6, 5], 24: [8, 8, 8], 32: [8, 8, 8] }[depth];
  return (
    kept(colour & 0xff, first!) |
    (kept((colour >> 8) & 0xff, second!) << 8) |
    (kept(colour >> 16, third!) << 16)
  );
}

function throughTheWire(source: Surface, encoder: BitmapEncoder, area: Area) {
  const target = blank(source.width, source.height);
  const bitmaps = encoder.encode(source, area);
  for (const bitmap of readBitmapUpdate(writeBitmapUpdate(bitmaps))) decodeBitmap(target, bitmap, noPalette);
  return target;
}

describe.each([15, 16, 24, 32] as const)('the encoder at %i bits per pixel', (bitsPerPixel) => {
  it(`loses no more than its depth, whatever the picture (seed ${seed})`, () => {
    const draw = drawFrom(`pictures ${bitsPerPixel}`);
    for (let round = 0; round < rounds; round += 1) {
      const source = blank(1 + draw(140), 1 + draw(80));
      paint(source, draw);
      const [x, y] = [draw(source.width), draw(source.height)];
      const area = { x, y, width: 1 + draw(source.width - x), height: 1 + draw(source.height - y) };
      const encoder = new BitmapEncoder({
        bitsPerPixel,
        takesNoAlpha: draw(2) === 0,
      });
      const target = throughTheWire(source, encoder, area);
      const expected = blank(source.width, source.height);
      for (let row = y; row < y + area.height; row += 1)
        for (let column = x; column < x + area.width; column += 1) {
          const at = row * source.width + column;
          expected.pixels[at] = asSent(source.pixels[at]!, bitsPerPixel);
        }
      if (Buffer.compare(Buffer.from(target.pixels.buffer), Buffer.from(expected.pixels.buffer)) !== 0)
        throw new Error(`round ${round} of seed ${seed} came out different`);
    }
  });
});
