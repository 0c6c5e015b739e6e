import { crc32, deflateSync } from 'node:zlib';
import { paletteFor } from './palette.js';
import type { Picture } from './read-png.js';

/** A PNG with a palette of at most 256 colours: a screen of text and lines loses nothing one sees, and weighs a third. */
export function writeIndexedPng(picture: Picture): Buffer {
  const { width, height, rgb } = picture;
  const { colours, indexOf } = paletteFor(rgb);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0, from = 0, to = 0; row < height; row += 1) {
    // Filter 0: an indexed picture compresses best unfiltered (PNG section 12.7).
    rows[to] = 0;
    to += 1;
    for (let column = 0; column < width; column += 1, from += 3, to += 1)
      rows[to] = indexOf(((rgb[from] ?? 0) << 16) | ((rgb[from + 1] ?? 0) << 8) | (rgb[from + 2] ?? 0));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = 3;
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
