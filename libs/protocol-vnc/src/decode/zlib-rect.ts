import { MalformedTarget } from '../wire/target-faults.js';
import type { RectDecoder } from './decoder.js';
import type { Inflater } from './inflater.js';
import { paintPixels } from './paint.js';

/** Raw pixels in one zlib stream; rfbproto section "zlib Encoding". */
export function zlibDecoder(inflater: Inflater): RectDecoder {
  return async (input, surface, area) => {
    const expected = area.width * area.height * 4;
    const length = packedLength(await input.u32(), expected);
    const bytes = await inflater.unpack(input, length, expected);
    if (bytes.length < expected) throw new MalformedTarget('the target packed less than a rectangle holds');
    paintPixels(surface, area, bytes, 4);
  };
}

/**
 * The length that a server claims, if its content can be that long: deflate adds five bytes to a block that it cannot make
 * smaller, and flushes. Throws `MalformedTarget`.
 */
export function packedLength(length: number, unpacked: number): number {
  if (length > unpacked + (unpacked >> 4) + 4096)
    throw new MalformedTarget('the target packed a rectangle into more bytes than it can need');
  return length;
}
