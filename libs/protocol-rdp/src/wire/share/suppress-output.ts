import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { readInclusiveRect, writeInclusiveRect } from './inclusive-rect.js';
import type { PixelRect } from './inclusive-rect.js';

/**
 * TS_SUPPRESS_OUTPUT_PDU (MS-RDPBCGR section 2.2.11.3.1): whether the server is to send updates, as when a window was minimised.
 * Gives the area to be drawn again, null where updates are to stop. @throws MalformedPdu.
 */
export function readSuppressOutput(body: Uint8Array): PixelRect | null {
  const reader = new PduReader(body, 'suppress output PDU');
  const allows = reader.u8();
  reader.skip(3);
  return allows === 0 ? null : readInclusiveRect(reader);
}

/** The body of a share data PDU. */
export function writeSuppressOutput(drawn: PixelRect | null): Buffer {
  const writer = new PduWriter().u8(drawn ? 1 : 0, 0, 0, 0);
  if (drawn) writeInclusiveRect(writer, drawn);
  return writer.done();
}
