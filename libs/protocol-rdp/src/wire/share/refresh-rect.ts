import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { readInclusiveRect, writeInclusiveRect } from './inclusive-rect.js';
import type { PixelRect } from './inclusive-rect.js';

/** TS_REFRESH_RECT_PDU (MS-RDPBCGR section 2.2.11.2.1): areas, 255 at most, that the client wants drawn again. @throws MalformedPdu. */
export function readRefreshRect(body: Uint8Array): readonly PixelRect[] {
  const reader = new PduReader(body, 'refresh rect PDU');
  const count = reader.u8();
  reader.skip(3);
  return Array.from({ length: count }, () => readInclusiveRect(reader));
}

/** The body of a share data PDU. */
export function writeRefreshRect(areas: readonly PixelRect[]): Buffer {
  const writer = new PduWriter().u8(areas.length, 0, 0, 0);
  for (const area of areas) writeInclusiveRect(writer, area);
  return writer.done();
}
