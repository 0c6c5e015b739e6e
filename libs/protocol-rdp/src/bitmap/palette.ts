import { MalformedPdu } from '../wire/malformed-pdu.js';
import { PduReader } from '../wire/pdu-reader.js';

const colours = 256;

/** What 8 bits per pixel mean before the first palette: black and nothing else. */
export const noPalette: Uint32Array = new Uint32Array(colours);

/**
 * The colours of TS_UPDATE_PALETTE_DATA (MS-RDPBCGR section 2.2.9.1.1.3.1.1.1), as `Surface` has them. @param view what follows
 * the type of the update. @throws MalformedPdu
 */
export function readPalette(view: Uint8Array): Uint32Array {
  const reader = new PduReader(view, 'a palette');
  reader.skip(2);
  if (reader.u32() !== colours) throw new MalformedPdu('a palette does not have 256 colours');
  const palette = new Uint32Array(colours);
  for (let index = 0; index < colours; index += 1)
    palette[index] = reader.u8() | (reader.u8() << 8) | (reader.u8() << 16);
  return palette;
}
