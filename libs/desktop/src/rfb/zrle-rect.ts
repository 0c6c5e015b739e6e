import { constants, deflateRawSync } from 'node:zlib';
import type { RectItem } from '@gatehouse/screen';
import type { PixelCoder } from './pixel-coder.js';

const solid = 1;
const runsWithPalette = 128;
/** With more colours a palette no longer pays, or is no longer possible. */
const mostPacked = 16;
const mostInRuns = 127;

/** Zlib's header: a window of 32 KiB. */
const zlibHeader = Buffer.of(0x78, 0x01);

/**
 * ZRLE, RFC 6143 section 7.7.6. All its rectangles are one zlib stream; each is made of blocks that refer to nothing before
 * them and end at a byte (a sync flush), so the stream has no state here but whether it has begun.
 * @param coder of form `zrle`.
 */
export function zrleRect(rect: RectItem, coder: PixelCoder, isFirst: boolean): Buffer {
  const blocks = deflateRawSync(tileOf(rect, coder), { level: 3, finishFlush: constants.Z_SYNC_FLUSH });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(blocks.length + (isFirst ? zlibHeader.length : 0));
  return Buffer.concat(isFirst ? [length, zlibHeader, blocks] : [length, blocks]);
}

function tileOf(rect: RectItem, coder: PixelCoder): Uint8Array {
  const palette = coder.palette(rect);
  if (!palette || palette.length > mostInRuns) return withHead([0], coder.pixels(rect), coder);
  if (palette.length === 1) return withHead([solid], palette, coder);
  const isPacked = palette.length <= mostPacked;
  const head = withHead([isPacked ? palette.length : runsWithPalette + palette.length], palette, coder);
  return Buffer.concat([head, isPacked ? packedOf(rect, palette.length) : runsOf(rect.pixels)]);
}

function withHead(head: readonly number[], pixels: Uint32Array, coder: PixelCoder): Uint8Array {
  const bytes = new Uint8Array(head.length + pixels.length * coder.bytes);
  bytes.set(head);
  let at = head.length;
  for (const pixel of pixels) at = coder.put(bytes, at, pixel);
  return bytes;
}

/** One, two or four bits a pixel, each row from a byte of its own. */
function packedOf({ width, height, pixels }: RectItem, colours: number): Uint8Array {
  const bits = colours === 2 ? 1 : colours <= 4 ? 2 : 4;
  const rowBytes = Math.ceil((width * bits) / 8);
  const packed = new Uint8Array(rowBytes * height);
  for (let row = 0, from = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1, from += 1) {
      const bit = column * bits;
      packed[row * rowBytes + (bit >> 3)]! |= pixels[from]! << (8 - bits - (bit & 7));
    }
  return packed;
}

/** A pixel alone is its index; a run is the index with the high bit, and its length less one in bytes that add up. */
function runsOf(pixels: Uint8Array): Uint8Array {
  const runs: number[] = [];
  for (let from = 0; from < pixels.length;) {
    const index = pixels[from]!;
    let end = from + 1;
    while (end < pixels.length && pixels[end] === index) end += 1;
    let more = end - from - 1;
    if (more === 0) runs.push(index);
    else {
      runs.push(index | 0x80);
      for (; more >= 255; more -= 255) runs.push(255);
      runs.push(more);
    }
    from = end;
  }
  return Uint8Array.from(runs);
}
