import { deflateSync } from 'node:zlib';
import type { RectItem } from '@gatehouse/screen';
import type { PixelCoder } from './pixel-coder.js';

// Compression control bytes of the rfbproto community document, section "Tight Encoding". The low bits reset the stream
// that is used: a rectangle needs nothing that came before it.
const fill = 0x80;
const fullColour = 0x00 | 0x01;
const monochrome = 0x50 | 0x02;
const indexed = 0x60 | 0x04;
const paletteFilter = 1;

/** Shorter data is sent as it is, and without its length. */
const leastZipped = 12;
const zipping = { level: 3, memLevel: 8, windowBits: 13 };

/** @param coder of form `tight`. */
export function tightRect(rect: RectItem, coder: PixelCoder): Buffer {
  const palette = coder.palette(rect);
  if (!palette) return Buffer.concat([Buffer.of(fullColour), zipped(fullPixels(rect, coder))]);
  if (palette.length === 1) return headOf([fill], palette, coder);
  const isMonochrome = palette.length === 2;
  const head = headOf(
    [isMonochrome ? monochrome : indexed, paletteFilter, palette.length - 1],
    palette,
    coder,
  );
  return Buffer.concat([head, zipped(isMonochrome ? bitsOf(rect) : rect.pixels)]);
}

function fullPixels(rect: RectItem, coder: PixelCoder): Uint8Array {
  const bytes = new Uint8Array(rect.width * rect.height * coder.bytes);
  let at = 0;
  for (const pixel of coder.pixels(rect)) at = coder.put(bytes, at, pixel);
  return bytes;
}

function headOf(start: readonly number[], palette: Uint32Array, coder: PixelCoder): Buffer {
  const head = Buffer.alloc(start.length + palette.length * coder.bytes);
  head.set(start);
  let at = start.length;
  for (const pixel of palette) at = coder.put(head, at, pixel);
  return head;
}

/** One bit a pixel, each row from a byte of its own. */
function bitsOf({ width, height, pixels }: RectItem): Uint8Array {
  const rowBytes = (width + 7) >> 3;
  const bits = new Uint8Array(rowBytes * height);
  for (let row = 0, from = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1, from += 1)
      if (pixels[from]) bits[row * rowBytes + (column >> 3)]! |= 0x80 >> (column & 7);
  return bits;
}

function zipped(data: Uint8Array): Buffer {
  if (data.length < leastZipped) return Buffer.from(data);
  const bytes = deflateSync(data, zipping);
  return Buffer.concat([compactLength(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first; the third byte has eight. */
function compactLength(length: number): Buffer {
  if (length < 1 << 7) return Buffer.of(length);
  if (length < 1 << 14) return Buffer.of((length & 0x7f) | 0x80, length >> 7);
  return Buffer.of((length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14);
}
