import type { CursorShape } from '@gatehouse/screen';
import { encodings } from './encoding-numbers.js';
import { PixelCoder } from './pixel-coder.js';
import type { PixelFormat } from './pixel-format.js';
import { rectHead } from './server-messages.js';

const opaque = 128;

/** The pointer's picture with one bit of transparency, RFC 6143 section 7.8.1. */
export function cursorRect(shape: CursorShape, format: PixelFormat): Buffer {
  const { width, height, hotX, hotY, rgba } = shape;
  const coder = new PixelCoder(format, 'pixel');
  const rowBytes = (width + 7) >> 3;
  const pixels = Buffer.alloc(width * height * coder.bytes);
  const mask = Buffer.alloc(rowBytes * height);
  let at = 0;
  for (let row = 0, from = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1, from += 4) {
      at = coder.put(pixels, at, coder.pixel(rgba[from]!, rgba[from + 1]!, rgba[from + 2]!));
      if (rgba[from + 3]! >= opaque) mask[row * rowBytes + (column >> 3)]! |= 0x80 >> (column & 7);
    }
  return Buffer.concat([rectHead(hotX, hotY, width, height, encodings.cursor), pixels, mask]);
}

/** The same with 256 steps, colours multiplied by them: rfbproto, section "Cursor With Alpha Pseudo-encoding". */
export function cursorWithAlphaRect({ width, height, hotX, hotY, rgba }: CursorShape): Buffer {
  const pixels = Buffer.alloc(4 + width * height * 4);
  pixels.writeInt32BE(encodings.raw, 0);
  for (let from = 0; from < width * height * 4; from += 4) {
    const alpha = rgba[from + 3]!;
    for (let part = 0; part < 3; part += 1)
      pixels[4 + from + part] = Math.round((rgba[from + part]! * alpha) / 255);
    pixels[4 + from + 3] = alpha;
  }
  return Buffer.concat([rectHead(hotX, hotY, width, height, encodings.cursorWithAlpha), pixels]);
}
