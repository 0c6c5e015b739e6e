/** Longest side of a pointer's shape that we take and give, in pixels (MS-RDPBCGR section 2.2.7.2.7). */
export const longestPointerSide = 96;

/** Bytes of one line of a mask, which ends on an even byte (MS-RDPBCGR section 2.2.9.1.1.4.4). */
export function maskLineBytes(width: number, bitsPerPixel: number): number {
  return Math.ceil((width * bitsPerPixel) / 16) * 2;
}
