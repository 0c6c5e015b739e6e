import { MalformedPdu } from '../wire/malformed-pdu.js';
import type { WireBitmap } from '../wire/updates/bitmap-update.js';
import { decodeBitmap } from './decode-bitmap.js';
import { noPalette, paletteColours } from './palette.js';
import { blank } from './testing/drawn-surface.js';

/** Uncompressed at 32 bits; each pixel's red says its place, in rows from the bottom. */
function numbered(width: number, height: number, changes: Partial<WireBitmap> = {}): WireBitmap {
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at += 1) data[at * 4 + 2] = at + 1;
  const area = { x: 0, y: 0, width, height };
  return { area, width, height, bitsPerPixel: 32, isCompressed: false, data, ...changes };
}

function shown(bitmap: WireBitmap, width = 4, height = 3): { pixels: number[][]; area: unknown } {
  const surface = blank(width, height);
  const area = decodeBitmap(surface, bitmap, noPalette);
  const pixels = Array.from({ length: height }, (_, y) => [
    ...surface.pixels.subarray(y * width, (y + 1) * width),
  ]);
  return { pixels, area };
}

describe('a bitmap', () => {
  it('lies from the bottom', () => {
    expect(shown(numbered(2, 2, { area: { x: 1, y: 1, width: 2, height: 2 } }))).toEqual({
      area: { x: 1, y: 1, width: 2, height: 2 },
      pixels: [
        [0, 0, 0, 0],
        [0, 3, 4, 0],
        [0, 1, 2, 0],
      ],
    });
  });

  it('that is larger than its area shows its upper left part', () => {
    expect(shown(numbered(4, 2, { area: { x: 0, y: 0, width: 3, height: 1 } }))).toEqual({
      area: { x: 0, y: 0, width: 3, height: 1 },
      pixels: [
        [5, 6, 7, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    });
  });

  it('that reaches beyond the screen is cut there', () => {
    expect(shown(numbered(2, 2, { area: { x: 3, y: 2, width: 2, height: 2 } }))).toEqual({
      area: { x: 3, y: 2, width: 1, height: 1 },
      pixels: [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 3],
      ],
    });
  });

  it.each([
    { x: 4, y: 0, width: 2, height: 2 },
    { x: 0, y: 3, width: 2, height: 2 },
    { x: 65_535, y: 65_535, width: 1, height: 1 },
  ])('beside the screen paints nothing: %j', (area) => {
    const { pixels, area: painted } = shown(numbered(2, 2, { area }));
    expect(painted).toBeNull();
    expect(pixels.flat().every((pixel) => pixel === 0)).toBe(true);
  });

  it.each([
    [8, [1, 2, 1, 0, 2, 1, 2, 0]],
    [15, [0x1f, 0, 0xff, 0x7f, 0x1f, 0, 0, 0, 0xff, 0x7f, 0x1f, 0, 0xff, 0x7f, 0, 0]],
    [16, [0x1f, 0, 0xff, 0xff, 0x1f, 0, 0, 0, 0xff, 0xff, 0x1f, 0, 0xff, 0xff, 0, 0]],
    [24, [255, 0, 0, 255, 255, 255, 255, 0, 0, 9, 9, 9, 255, 255, 255, 255, 0, 0, 255, 255, 255, 9, 9, 9]],
    [32, [255, 0, 0, 7, 255, 255, 255, 7, 255, 0, 0, 7, 255, 255, 255, 7, 255, 0, 0, 7, 255, 255, 255, 7]],
  ])('uncompressed at %i bits has rows of whole words', (bitsPerPixel, bytes) => {
    const surface = blank(3, 2);
    const palette = paletteColours(
      Uint8Array.from([0, 0, 0, 0, 0, 255, 255, 255, 255, ...Array<number>(759).fill(1)]),
    );
    const bitmap = numbered(3, 2, { bitsPerPixel, data: Buffer.from(bytes) });
    decodeBitmap(surface, bitmap, palette);
    const [blue, white] = [0xff0000, 0xffffff];
    expect([...surface.pixels]).toEqual([white, blue, white, blue, white, blue]);
    const short = { ...bitmap, data: bitmap.data.subarray(0, -1) };
    expect(() => decodeBitmap(surface, short, palette)).toThrow(MalformedPdu);
  });

  it('of 8 bits, compressed, takes its colours from the palette', () => {
    const surface = blank(4, 1);
    const palette = paletteColours(Uint8Array.from({ length: 768 }, (_, at) => at / 3));
    const data = Buffer.from([0x62, 7, 0x82, 200, 255]);
    decodeBitmap(surface, numbered(4, 1, { bitsPerPixel: 8, isCompressed: true, data }), palette);
    expect([...surface.pixels]).toEqual([0x070707, 0x070707, 0xc8c8c8, 0xffffff]);
  });

  it.each([
    ['of an unknown depth', numbered(2, 2, { bitsPerPixel: 4 })],
    ['without width', numbered(2, 2, { width: 0 })],
    ['without height', numbered(2, 2, { height: 0 })],
    ['much wider than the screen', numbered(2, 2, { width: 69 })],
    ['much higher than the screen', numbered(2, 2, { height: 68 })],
    ['as large as numbers go', numbered(2, 2, { width: 65_535, height: 65_535 })],
    ['cut off', numbered(2, 2, { data: Buffer.alloc(15) })],
  ])('PR-01 %s is refused, and nothing is painted', (_what, bitmap) => {
    const surface = blank(4, 3);
    expect(() => decodeBitmap(surface, bitmap, noPalette)).toThrow(MalformedPdu);
    expect(surface.pixels.every((pixel) => pixel === 0)).toBe(true);
  });
});
