import type { Draw } from './draw-from.js';

/** Orders of interleaved RLE, and the pixels, as they are on the wire, that the standard's own words make of them. */
export interface DrawnOrders {
  readonly bytes: Buffer;
  readonly pixels: readonly number[];
}

/** @param size bytes of a pixel @param white on the wire */
export function drawOrders(
  draw: Draw,
  width: number,
  height: number,
  size: number,
  white: number,
): DrawnOrders {
  const bytes: number[] = [];
  const pixels: number[] = [];
  let foreground = white;
  let lastWasBackground = false;
  const putPixel = (pixel: number): void => {
    for (let part = 0; part < size; part += 1) bytes.push((pixel >> (8 * part)) & 0xff);
  };
  const drawPixel = (): number => [0, white, foreground, draw(white + 1)][draw(4)]!;
  while (pixels.length < width * height) {
    const start = pixels.length;
    // Orders that look at the line above end with the first line here; what lies across is tested by hand.
    const room = start < width ? width - start : width * height - start;
    const length = 1 + draw(draw(3) === 0 ? room : Math.min(room, 40));
    const above = (at: number): number => (start < width ? 0 : pixels[at - width]!);
    if (start === width) lastWasBackground = false;
    const kind = draw(7);
    const sets = draw(2) === 0;
    const isLong = draw(4) === 0;
    const head = (code: number, most: number, long: number): void => {
      const first = code << (most === 31 ? 5 : 4);
      if (isLong || length > most + 256) bytes.push(long, length & 0xff, length >> 8);
      else if (length > most) bytes.push(first, length - most - 1);
      else bytes.push(first | length);
    };
    if (kind === 0) {
      head(0, 31, 0xf0);
      for (let at = start; at < start + length; at += 1)
        pixels.push(lastWasBackground && at === start ? above(at) ^ foreground : above(at));
      lastWasBackground = true;
      continue;
    }
    lastWasBackground = false;
    if (kind === 1) {
      if (sets) {
        foreground = drawPixel();
        head(0xc, 15, 0xf6);
        putPixel(foreground);
      } else head(1, 31, 0xf1);
      for (let at = start; at < start + length; at += 1) pixels.push(above(at) ^ foreground);
    } else if (kind === 2) {
      if (length > 256 || isLong) bytes.push(sets ? 0xf7 : 0xf2, length & 0xff, length >> 8);
      else if (length % 8 === 0 && length <= 120) bytes.push((sets ? 0xd0 : 0x40) | (length / 8));
      else bytes.push(sets ? 0xd0 : 0x40, length - 1);
      if (sets) {
        foreground = drawPixel();
        putPixel(foreground);
      }
      for (let at = start; at < start + length; at += 8) {
        const mask = draw(256);
        bytes.push(mask);
        for (let bit = 0; bit < 8 && at + bit < start + length; bit += 1)
          pixels.push((mask >> bit) & 1 ? above(at + bit) ^ foreground : above(at + bit));
      }
    } else if (kind === 3) {
      const colour = drawPixel();
      head(3, 31, 0xf3);
      putPixel(colour);
      for (let at = 0; at < length; at += 1) pixels.push(colour);
    } else if (kind === 4) {
      head(4, 31, 0xf4);
      for (let at = 0; at < length; at += 1) {
        const colour = drawPixel();
        putPixel(colour);
        pixels.push(colour);
      }
    } else if (kind === 5 && room >= 2) {
      const pairs = Math.min(15, Math.max(1, length >> 1));
      const [even, odd] = [drawPixel(), drawPixel()];
      bytes.push(0xe0 | pairs);
      putPixel(even);
      putPixel(odd);
      for (let pair = 0; pair < pairs; pair += 1) pixels.push(even, odd);
    } else if (sets || room < 8) {
      bytes.push(isLong ? 0xfd : 0xfe);
      pixels.push(isLong ? white : 0);
    } else {
      bytes.push(isLong ? 0xf9 : 0xfa);
      for (let bit = 0; bit < 8; bit += 1)
        pixels.push(((isLong ? 3 : 5) >> bit) & 1 ? above(start + bit) ^ foreground : above(start + bit));
    }
  }
  return { bytes: Buffer.from(bytes), pixels };
}
