import type { PduReader } from '../pdu-reader.js';

/**
 * A length of aligned PER (X.691 section 10.9). Longer ones than 127 take two bytes; of those RDP's peers use fifteen bits, not
 * the fourteen of the standard, and never its fragments.
 */
export function readPerLength(reader: PduReader): number {
  const first = reader.u8();
  return first < 0x80 ? first : ((first & 0x7f) << 8) | reader.u8();
}

/** @throws RangeError for 32,768 and more. */
export function writePerLength(length: number): Buffer {
  if (length > 0x7fff) throw new RangeError('more than PER can say without fragments');
  return Buffer.from(length < 0x80 ? [length] : [0x80 | (length >> 8), length & 0xff]);
}
