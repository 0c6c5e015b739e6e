import type { RectItem } from '@gatehouse/screen';
import type { PixelCoder } from './pixel-coder.js';

// Subencoding mask, RFC 6143 section 7.7.4.
const raw = 1;
const background = 2;
const foreground = 4;
const anySubrects = 8;
const coloured = 16;

const edge = 16;
const mostSubrects = 255;

/** Hextile. Each of its 16x16 tiles says its own background, so that none needs the one before. */
export function hextileRect(rect: RectItem, coder: PixelCoder): Buffer {
  const pixels = coder.pixels(rect);
  const tiles: Uint8Array[] = [];
  for (let y = 0; y < rect.height; y += edge)
    for (let x = 0; x < rect.width; x += edge) {
      const tile = cut(
        pixels,
        rect.width,
        x,
        y,
        Math.min(edge, rect.width - x),
        Math.min(edge, rect.height - y),
      );
      tiles.push(encoded(tile, coder));
    }
  return Buffer.concat(tiles);
}

interface Tile {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

function cut(all: Uint32Array, stride: number, x: number, y: number, width: number, height: number): Tile {
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const start = (y + row) * stride + x;
    pixels.set(all.subarray(start, start + width), row * width);
  }
  return { width, height, pixels };
}

function encoded(tile: Tile, coder: PixelCoder): Uint8Array {
  const counts = new Map<number, number>();
  for (const pixel of tile.pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const [ground] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  const rawBytes = 1 + tile.pixels.length * coder.bytes;
  const isColoured = counts.size > 2;
  const subrectBytes = (isColoured ? coder.bytes : 0) + 2;
  const paying = Math.floor((rawBytes - 2 - 2 * coder.bytes) / subrectBytes);
  const mostPaying = Math.max(0, Math.min(mostSubrects, paying));
  const subrects = counts.size === 1 ? [] : subrectsOf(tile, ground, mostPaying);
  const bytes = new Uint8Array(rawBytes + 2 + 2 * coder.bytes);
  let at = 1;
  if (subrects === null) {
    bytes[0] = raw;
    for (const pixel of tile.pixels) at = coder.put(bytes, at, pixel);
    return bytes.subarray(0, at);
  }
  at = coder.put(bytes, at, ground);
  bytes[0] = background;
  const [first] = subrects;
  if (!first) return bytes.subarray(0, at);
  bytes[0] |= anySubrects | (isColoured ? coloured : foreground);
  if (!isColoured) at = coder.put(bytes, at, first.pixel);
  bytes[at] = subrects.length;
  at += 1;
  for (const { pixel, x, y, width, height } of subrects) {
    if (isColoured) at = coder.put(bytes, at, pixel);
    bytes[at] = (x << 4) | y;
    bytes[at + 1] = ((width - 1) << 4) | (height - 1);
    at += 2;
  }
  return bytes.subarray(0, at);
}

interface Subrect {
  readonly pixel: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Everything that is not background, each as wide and then as high as it goes; null when they are too many. */
function subrectsOf({ width, height, pixels }: Tile, ground: number, most: number): Subrect[] | null {
  const done = new Uint8Array(pixels.length);
  const subrects: Subrect[] = [];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const start = y * width + x;
      const pixel = pixels[start]!;
      if (pixel === ground || done[start]) continue;
      if (subrects.length === most) return null;
      const isFree = (at: number): boolean => pixels[at] === pixel && !done[at];
      let wide = 1;
      while (x + wide < width && isFree(start + wide)) wide += 1;
      let high = 1;
      while (y + high < height && rowIsFree(start + high * width, wide, isFree)) high += 1;
      for (let row = 0; row < high; row += 1) done.fill(1, start + row * width, start + row * width + wide);
      subrects.push({ pixel, x, y, width: wide, height: high });
    }
  return subrects;
}

function rowIsFree(start: number, length: number, isFree: (at: number) => boolean): boolean {
  for (let at = start; at < start + length; at += 1) if (!isFree(at)) return false;
  return true;
}
