import { createHash } from 'node:crypto';
import { Surface } from '@gatehouse/desktop';
import { readBitmaps } from './bitmap-data.js';
import { decodeBitmap } from './decode-bitmap.js';
import { BitmapEncoder } from './encode-bitmap.js';
import type { SentDepth } from './narrow-colour.js';
import { noPalette } from './palette.js';

// Pictures are drawn from a seed that stands in the failure, so that a run can be repeated.
const seed = process.env.FUZZ_SEED ?? 'gatehouse';
const isLong = Boolean(process.env.LONG);
const rounds = isLong ? 20_000 : 150;
jest.setTimeout(isLong ? 3_600_000 : 60_000);

type Draw = (below: number) => number;

function drawFrom(name: string): Draw {
  let state = createHash('sha256').update(`${seed} ${name}`).digest();
  let at = 0;
  return (below) => {
    if (at > 28) {
      state = createHash('sha256').update(state).digest();
      at = 0;
    }
    at += 4;
    return state.readUInt32BE(at - 4) % below;
  };
}

function blank(width: number, height: number): Surface {
  const surface = new Surface();
  surface.resize(width, height);
  return surface;
}

/** Some of: plain ground, boxes, text-like specks of two colours, columns, noise. */
function paint(surface: Surface, draw: Draw): void {
  const { pixels, width, height } = surface;
  const colour = (): number => [0, 0xffffff, 0xc0c0c0, draw(0x1000000), draw(0x1000000)][draw(5)]!;
  pixels.fill(colour());
  for (let strokes = draw(6); strokes > 0; strokes -= 1) {
    const kind = draw(5);
    const [ink, other] = [colour(), colour()];
    const [left, top] = [draw(width), draw(height)];
    const [right, bottom] = [left + draw(width - left + 1), top + draw(height - top + 1)];
    for (let y = top; y < bottom; y += 1)
      for (let x = left; x < right; x += 1) {
        const at = y * width + x;
        if (kind === 0) pixels[at] = ink;
        else if (kind === 1 && draw(3) === 0) pixels[at] = ink;
        else if (kind === 2) pixels[at] = x % 3 === 0 ? ink : other;
        else if (kind === 3) pixels[at] = (x + y) % 2 === 0 ? ink : other;
        else if (kind === 4) pixels[at] = draw(0x1000000);
      }
  }
}

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

function throughTheWire(
  source: Surface,
  encoder: BitmapEncoder,
  area: Parameters<BitmapEncoder['encode']>[1],
) {
  const target = blank(source.width, source.height);
  const bitmaps = encoder.encode(source, area);
  const count = Buffer.from([bitmaps.length & 0xff, bitmaps.length >> 8]);
  for (const bitmap of readBitmaps(Buffer.concat([count, ...bitmaps])))
    decodeBitmap(target, bitmap, noPalette);
  return { target, bytes: bitmaps.reduce((sum, bitmap) => sum + bitmap.length, 0) };
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
        takesNoCompressionHeader: draw(2) === 0,
        takesNoAlpha: draw(2) === 0,
      });
      const { target } = throughTheWire(source, encoder, area);
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
