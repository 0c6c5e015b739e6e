/**
 * The compression orders of interleaved RLE (MS-RDPBCGR section 2.2.9.1.1.3.1.2.4). Regular ones stand in the upper three bits
 * of a byte above a length of five bits, lite ones in the upper four above a length of four; the others fill the byte.
 */
export const regularOrders = {
  backgroundRun: 0,
  foregroundRun: 1,
  binaryImage: 2,
  colourRun: 3,
  colourImage: 4,
};

export const liteOrders = { setForegroundRun: 0xc, setBinaryImage: 0xd, ditheredRun: 0xe };

/** A length of two bytes follows. */
export const longOrders = {
  backgroundRun: 0xf0,
  foregroundRun: 0xf1,
  binaryImage: 0xf2,
  colourRun: 0xf3,
  colourImage: 0xf4,
  setForegroundRun: 0xf6,
  setBinaryImage: 0xf7,
  ditheredRun: 0xf8,
};

/** No length follows. */
export const shortOrders = { binaryImage3: 0xf9, binaryImage5: 0xfa, white: 0xfd, black: 0xfe };
