import { writeTpkt } from '../framing/tpkt.js';
import { MalformedPdu } from '../malformed-pdu.js';

const dataHeader = Buffer.from([2, 0xf0, 0x80]);

/** What a Data TPDU holds: one MCS PDU (X.224 section 13.7). @param tpdu what a TPKT held. @throws MalformedPdu. */
export function readDataTpdu(tpdu: Buffer): Buffer {
  if (tpdu.length < 3) throw new MalformedPdu('data TPDU is too short');
  if ((tpdu[1]! & 0xf0) === 0x80)
    throw new MalformedPdu('the X.224 connection was ended with a disconnect request');
  if (!tpdu.subarray(0, 3).equals(dataHeader)) throw new MalformedPdu('a TPDU is not a whole data TPDU');
  return tpdu.subarray(3);
}

/** A whole TPKT with one MCS PDU. */
export function writeDataTpdu(...mcs: readonly Uint8Array[]): Buffer {
  return writeTpkt(dataHeader, ...mcs);
}
