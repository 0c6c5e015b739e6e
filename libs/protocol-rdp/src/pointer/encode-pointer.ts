import type { CursorShape } from '@gatehouse/screen';
import type { WirePointer } from '../wire/updates/pointer-update.js';
import { maskLineBytes } from './mask-lines.js';

/** What a client said in its capabilities. */
export interface PointerWish {
  /** 96 with LARGE_POINTER_FLAG_96x96 (MS-RDPBCGR section 2.2.7.2.7), else 32. */
  readonly longestSide: 32 | 96;
  /** 32 for a new pointer; 24 for a colour pointer, of clients that know no other: each pixel is seen wholly or not at all. */
  readonly bitsPerPixel: 24 | 32;
}

const halfSeen = 128;

/**
 * A shape as its own server sends it (MS-RDPBCGR sections 2.2.9.1.1.4.4 and 2.2.9.1.1.4.5), larger ones made smaller by a whole
 * factor. Null for a hidden pointer, which is an update of its own.
 * @param cacheIndex the number under which the client keeps it
 */
export function encodePointer(shape: CursorShape, cacheIndex: number, wish: PointerWish): WirePointer | null {
  if (shape.width === 0 || shape.height === 0) return null;
  const { bitsPerPixel, longestSide } = wish;
  const factor = Math.ceil(Math.max(shape.width, shape.height) / longestSide);
  const [width, height] = [Math.ceil(shape.width / factor), Math.ceil(shape.height / factor)];
  const [xorLine, andLine] = [maskLineBytes(width, bitsPerPixel), maskLineBytes(width, 1)];
  const xorMask = Buffer.alloc(xorLine * height);
  const andMask = Buffer.alloc(andLine * height);
  const size = bitsPerPixel / 8;
  for (let y = 0; y < height; y += 1) {
    const line = height - 1 - y;
    for (let x = 0; x < width; x += 1) {
      const from = (y * factor * shape.width + x * factor) * 4;
      const alpha = shape.rgba[from + 3]!;
      if (bitsPerPixel === 32 ? alpha === 0 : alpha < halfSeen) {
        andMask[line * andLine + (x >> 3)]! |= 0x80 >> (x & 7);
        continue;
      }
      const to = line * xorLine + x * size;
      xorMask[to] = shape.rgba[from + 2]!;
      xorMask[to + 1] = shape.rgba[from + 1]!;
      xorMask[to + 2] = shape.rgba[from]!;
      if (size === 4) xorMask[to + 3] = alpha;
    }
  }
  const hotSpotX = Math.min(Math.floor(shape.hotX / factor), width - 1);
  const hotSpotY = Math.min(Math.floor(shape.hotY / factor), height - 1);
  return { cacheIndex, hotSpotX, hotSpotY, width, height, bitsPerPixel, xorMask, andMask };
}
