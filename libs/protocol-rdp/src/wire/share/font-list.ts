import { PduWriter } from '../pdu-writer.js';

// Both announce that a side is ready and hold nothing that is gone by; to read them is to see their type.

/** The body of a client's font list PDU, the last before it sends input (MS-RDPBCGR section 2.2.1.18.1). */
export function writeFontList(): Buffer {
  return new PduWriter().u16(0, 0, 3, 50).done();
}

/** The body of a server's font map PDU, the last before it sends updates (section 2.2.1.22.1). */
export function writeFontMap(): Buffer {
  return new PduWriter().u16(0, 0, 3, 4).done();
}
