import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { updateCodes } from './graphics-update.js';

/** TS_UPDATE_PALETTE_DATA (MS-RDPBCGR section 2.2.9.1.1.3.1.1.1): a view of 256 times red, green, blue. @throws MalformedPdu. */
export function readPaletteUpdate(data: Uint8Array): Buffer {
  const reader = new PduReader(data, 'palette update');
  if (reader.u16() !== updateCodes.palette) reader.fail('is of another kind');
  reader.skip(2);
  if (reader.u32() !== 256) reader.fail('has another number of colours than 256');
  return reader.take(768);
}

/** Data of an update with code `palette`. */
export function writePaletteUpdate(colours: Uint8Array): Buffer {
  return new PduWriter()
    .u16(updateCodes.palette, 0)
    .u32(colours.length / 3)
    .bytes(colours)
    .done();
}
