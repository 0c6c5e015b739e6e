/** How a pixel lies on the wire at one depth; numbers are little-endian (MS-RDPBCGR section 2.2.9.1.1.3.1.2.2). */
export interface PixelFormat {
  readonly bitsPerPixel: 8 | 15 | 16 | 24 | 32;
  /** Bytes of one pixel. */
  readonly size: 1 | 2 | 3 | 4;
  /** What `read` gives for white. */
  readonly white: number;
  /**
   * The pixel at this place as `Surface` has it, or its place in the palette at 8 bits. Invariant: each bit of the result is 0
   * or a copy of one bit on the wire, so that to exclusive-or two results is the same as to do it on the wire.
   */
  read(bytes: Uint8Array, at: number): number;
}

const formats: readonly PixelFormat[] = [
  { bitsPerPixel: 8, size: 1, white: 0xff, read: (bytes, at) => bytes[at]! },
  { bitsPerPixel: 15, size: 2, white: 0xffffff, read: read15 },
  { bitsPerPixel: 16, size: 2, white: 0xffffff, read: read16 },
  { bitsPerPixel: 24, size: 3, white: 0xffffff, read: read24 },
  { bitsPerPixel: 32, size: 4, white: 0xffffff, read: read24 },
];

/** Null for a depth that RDP does not have. */
export function pixelFormatOf(bitsPerPixel: number): PixelFormat | null {
  return formats.find((format) => format.bitsPerPixel === bitsPerPixel) ?? null;
}

function read15(bytes: Uint8Array, at: number): number {
  const value = bytes[at]! | (bytes[at + 1]! << 8);
  const [red, green, blue] = [(value >> 10) & 31, (value >> 5) & 31, value & 31];
  return (red << 3) | (red >> 2) | (((green << 3) | (green >> 2)) << 8) | (((blue << 3) | (blue >> 2)) << 16);
}

function read16(bytes: Uint8Array, at: number): number {
  const value = bytes[at]! | (bytes[at + 1]! << 8);
  const [red, green, blue] = [value >> 11, (value >> 5) & 63, value & 31];
  return (red << 3) | (red >> 2) | (((green << 2) | (green >> 4)) << 8) | (((blue << 3) | (blue >> 2)) << 16);
}

/** Blue comes first; at 32 bits a fourth byte follows that does not count. */
function read24(bytes: Uint8Array, at: number): number {
  return bytes[at + 2]! | (bytes[at + 1]! << 8) | (bytes[at]! << 16);
}
