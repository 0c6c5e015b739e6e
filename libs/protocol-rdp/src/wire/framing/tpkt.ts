import { MalformedPdu } from '../malformed-pdu.js';

/** Puts the header of RFC 1006 section 6 before a TPDU. @throws MalformedPdu where 65,535 bytes do not hold it. */
export function writeTpkt(...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  if (length > 0xffff) throw new MalformedPdu('a PDU is too long for a TPKT');
  return Buffer.concat([Buffer.from([3, 0, length >> 8, length & 0xff]), ...parts], length);
}
