import type { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** LICENSE_BINARY_BLOB types (MS-RDPBCGR section 2.2.1.12.1.2). */
export const blobTypes = {
  random: 0x02,
  certificate: 0x03,
  error: 0x04,
  encrypted: 0x09,
  keyExchange: 0x0d,
  scope: 0x0e,
  userName: 0x0f,
  machineName: 0x10,
} as const;

/** A view of what the blob holds. Its type is not looked at: servers leave it undefined where a blob is empty. */
export function readBlob(reader: PduReader): Buffer {
  reader.skip(2);
  return reader.take(reader.u16());
}

export function writeBlob(type: number, data: Uint8Array): Buffer {
  return new PduWriter().u16(type, data.length).bytes(data).done();
}
