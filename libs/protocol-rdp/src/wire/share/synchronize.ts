import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** TS_SYNCHRONIZE_PDU (MS-RDPBCGR section 2.2.1.14.1): gives the user it is meant for. @throws MalformedPdu. */
export function readSynchronize(body: Uint8Array): number {
  const reader = new PduReader(body, 'synchronize PDU');
  if (reader.u16() !== 1) reader.fail('is of another kind than 1');
  return reader.left < 2 ? 0 : reader.u16();
}

/** The body of a share data PDU. */
export function writeSynchronize(targetUser: number): Buffer {
  return new PduWriter().u16(1, targetUser).done();
}
