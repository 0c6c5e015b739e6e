import type { RectItem } from './screen-update.js';

/** Pixels of a desktop: red in the lowest byte of each number, then green, then blue; the highest byte does not count. */
export interface PixelSource {
  readonly width: number;
  readonly height: number;
  /** `width * height` numbers, rows from the top. */
  readonly pixels: Uint32Array;
}

/**
 * With more colours than these a palette costs more than it saves once chunks are packed: the same letter has other numbers in each
 * tile, so nothing repeats. Smoothed text took 39 KiB for two seconds with palettes of up to 255 colours, and 18 with 64.
 */
const mostColours = 64;

/**
 * The rectangle in the form in which it goes on record: with a palette where few colours do, otherwise as it is. The
 * caller keeps it on the screen and inside one tile.
 */
export function encodeRect(
  source: PixelSource,
  x: number,
  y: number,
  width: number,
  height: number,
): RectItem {
  const places = new Map<number, number>();
  const indices = new Uint8Array(width * height);
  let at = 0;
  let last = -1;
  let lastPlace = 0;
  for (let row = y; row < y + height; row += 1) {
    const start = row * source.width + x;
    for (let column = start; column < start + width; column += 1) {
      const colour = source.pixels[column]! & 0xff_ff_ff;
      if (colour !== last) {
        const known = places.get(colour);
        if (known === undefined && places.size === mostColours)
          return withoutPalette(source, x, y, width, height);
        lastPlace = known ?? places.size;
        if (known === undefined) places.set(colour, lastPlace);
        last = colour;
      }
      indices[at] = lastPlace;
      at += 1;
    }
  }
  const palette = new Uint8Array(places.size * 3);
  let end = 0;
  for (const colour of places.keys()) end = putColour(palette, end, colour);
  const pixels = places.size === 1 ? new Uint8Array(0) : indices;
  return { kind: 'rect', x, y, width, height, palette, pixels };
}

function withoutPalette(source: PixelSource, x: number, y: number, width: number, height: number): RectItem {
  const pixels = new Uint8Array(width * height * 3);
  let end = 0;
  for (let row = y; row < y + height; row += 1) {
    const start = row * source.width + x;
    for (let column = start; column < start + width; column += 1)
      end = putColour(pixels, end, source.pixels[column]!);
  }
  return { kind: 'rect', x, y, width, height, palette: null, pixels };
}

function putColour(bytes: Uint8Array, at: number, colour: number): number {
  bytes[at] = colour & 0xff;
  bytes[at + 1] = (colour >>> 8) & 0xff;
  bytes[at + 2] = (colour >>> 16) & 0xff;
  return at + 3;
}
