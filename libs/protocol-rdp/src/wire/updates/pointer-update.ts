import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { updateCodes } from './graphics-update.js';

/** A pointer's shape (MS-RDPBCGR sections 2.2.9.1.1.4.4 and .5, and 2.2.9.1.2.1.11), its pixels not yet decoded. */
export interface WirePointer {
  /** The number under which it is kept, to be shown again. To be checked against what was agreed. */
  readonly cacheIndex: number;
  /** Within the shape, in pixels from its top left corner. */
  readonly hotSpotX: number;
  readonly hotSpotY: number;
  readonly width: number;
  readonly height: number;
  /** Of the XOR mask: 1, 4, 8, 16, 24 or 32. */
  readonly bitsPerPixel: number;
  /** Views; rows from the bottom up, each padded to two bytes. */
  readonly xorMask: Buffer;
  readonly andMask: Buffer;
}

const depths: ReadonlySet<number> = new Set([1, 4, 8, 16, 24, 32]);
const largest = {
  [updateCodes.colourPointer]: 32,
  [updateCodes.newPointer]: 96,
  [updateCodes.largePointer]: 384,
};

export type PointerShapeCode = keyof typeof largest;

/** @param code whose data it is. @throws MalformedPdu. */
export function readPointerShape(code: PointerShapeCode, data: Uint8Array): WirePointer {
  const reader = new PduReader(data, 'pointer update');
  const bitsPerPixel = code === updateCodes.colourPointer ? 24 : reader.u16();
  if (!depths.has(bitsPerPixel)) reader.fail('has an unknown depth');
  const cacheIndex = reader.u16();
  const [hotSpotX, hotSpotY, width, height] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  if (width > largest[code] || height > largest[code]) reader.fail('is larger than a pointer can be');
  const isLong = code === updateCodes.largePointer;
  const andBytes = isLong ? reader.u32() : reader.u16();
  const xorBytes = isLong ? reader.u32() : reader.u16();
  const xorMask = reader.take(xorBytes);
  const andMask = reader.take(andBytes);
  return { cacheIndex, hotSpotX, hotSpotY, width, height, bitsPerPixel, xorMask, andMask };
}

/** Data of an update with this code. */
export function writePointerShape(code: PointerShapeCode, pointer: WirePointer): Buffer {
  const writer = new PduWriter();
  if (code !== updateCodes.colourPointer) writer.u16(pointer.bitsPerPixel);
  writer.u16(pointer.cacheIndex, pointer.hotSpotX, pointer.hotSpotY, pointer.width, pointer.height);
  const sizes = [pointer.andMask.length, pointer.xorMask.length];
  if (code === updateCodes.largePointer) writer.u32(...sizes);
  else writer.u16(...sizes);
  return writer.bytes(pointer.xorMask, pointer.andMask).done();
}

/** The number of a shape that is shown again (section 2.2.9.1.1.4.6). @throws MalformedPdu. */
export function readCachedPointer(data: Uint8Array): number {
  return new PduReader(data, 'cached pointer update').u16();
}

/** Data of an update with code `cachedPointer`. */
export function writeCachedPointer(cacheIndex: number): Buffer {
  return new PduWriter().u16(cacheIndex).done();
}

/** Where a server puts the pointer (section 2.2.9.1.1.4.2). @throws MalformedPdu. */
export function readPointerPosition(data: Uint8Array): { readonly x: number; readonly y: number } {
  const reader = new PduReader(data, 'pointer position update');
  return { x: reader.u16(), y: reader.u16() };
}

/** Data of an update with code `pointerPosition`. */
export function writePointerPosition(x: number, y: number): Buffer {
  return new PduWriter().u16(x, y).done();
}
