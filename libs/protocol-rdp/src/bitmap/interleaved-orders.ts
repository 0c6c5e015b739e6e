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

/** What an order does, whatever form it was written in. */
export type Act =
  | 'background'
  | 'foreground'
  | 'binary'
  | 'colour'
  | 'image'
  | 'dithered'
  | 'binary3'
  | 'binary5'
  | 'white'
  | 'black';

export interface Order {
  readonly act: Act;
  /** A new foreground colour follows the length. */
  readonly sets: boolean;
  readonly form: 'regular' | 'lite' | 'long' | 'single';
}

/** By the first byte of an order; null where there is none. */
export const orders: readonly (Order | null)[] = Array.from({ length: 256 }, (_, first) => orderOf(first));

function orderOf(first: number): Order | null {
  if (first >= 0xf0) return wholeByteOrderOf(first);
  if (first >= 0xc0) {
    const acts = ['foreground', 'binary', 'dithered'] as const;
    const act = acts[(first >> 4) - 0xc]!;
    return { act, sets: act !== 'dithered', form: 'lite' };
  }
  const act = (['background', 'foreground', 'binary', 'colour', 'image'] as const)[first >> 5];
  return act ? { act, sets: false, form: 'regular' } : null;
}

function wholeByteOrderOf(first: number): Order | null {
  switch (first) {
    case longOrders.backgroundRun:
      return { act: 'background', sets: false, form: 'long' };
    case longOrders.foregroundRun:
      return { act: 'foreground', sets: false, form: 'long' };
    case longOrders.binaryImage:
      return { act: 'binary', sets: false, form: 'long' };
    case longOrders.colourRun:
      return { act: 'colour', sets: false, form: 'long' };
    case longOrders.colourImage:
      return { act: 'image', sets: false, form: 'long' };
    case longOrders.setForegroundRun:
      return { act: 'foreground', sets: true, form: 'long' };
    case longOrders.setBinaryImage:
      return { act: 'binary', sets: true, form: 'long' };
    case longOrders.ditheredRun:
      return { act: 'dithered', sets: false, form: 'long' };
    case shortOrders.binaryImage3:
      return { act: 'binary3', sets: false, form: 'single' };
    case shortOrders.binaryImage5:
      return { act: 'binary5', sets: false, form: 'single' };
    case shortOrders.white:
      return { act: 'white', sets: false, form: 'single' };
    case shortOrders.black:
      return { act: 'black', sets: false, form: 'single' };
    default:
      return null;
  }
}
