import { PduWriter } from '../pdu-writer.js';
import type { GraphicsUpdate } from './graphics-update.js';

/** What every client takes in one PDU, header included (MS-RDPBCGR section 2.2.9.1.2 leaves more to them). */
const mostPduBytes = 0x3fff;
const headerBytes = 3 + 3;

/** The longest data of an update that needs no fragments. */
export const longestSingleUpdate = mostPduBytes - headerBytes;

/** One update as whole fast-path PDUs: several, in fragments, where it is longer than `longestSingleUpdate`. */
export function writeFastPathUpdate({ code, data }: GraphicsUpdate): readonly Buffer[] {
  if (data.length <= longestSingleUpdate) return [writePdu(code, data)];
  const pdus: Buffer[] = [];
  for (let at = 0; at < data.length; at += longestSingleUpdate) {
    const end = at + longestSingleUpdate;
    const fragment = at === 0 ? 2 : end < data.length ? 3 : 1;
    pdus.push(writePdu(code | (fragment << 4), data.subarray(at, end)));
  }
  return pdus;
}

function writePdu(updateHeader: number, data: Buffer): Buffer {
  const length = headerBytes + data.length;
  return new PduWriter()
    .u8(0, 0x80 | (length >> 8), length & 0xff, updateHeader)
    .u16(data.length)
    .bytes(data)
    .done();
}
