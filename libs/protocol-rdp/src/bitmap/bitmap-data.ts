import { MalformedPdu } from '../wire/malformed-pdu.js';
import { PduReader } from '../wire/pdu-reader.js';

/** One bitmap of an update (MS-RDPBCGR section 2.2.9.1.1.3.1.2.2). Nothing but the length of `data` has been checked. */
export interface BitmapData {
  /** The rectangle on the screen; `right` and `bottom` lie in it. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Size of the bitmap in pixels, which may be larger than the rectangle. */
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly isCompressed: boolean;
  /** `data` begins with the eight bytes of section 2.2.9.1.1.3.1.2.3. Only of a compressed one. */
  readonly hasCompressionHeader: boolean;
  readonly data: Uint8Array;
}

const headBytes = 18;
export const bitmapFlags = { isCompressed: 0x0001, hasNoCompressionHeader: 0x0400 };

/**
 * The bitmaps of TS_UPDATE_BITMAP_DATA (section 2.2.9.1.1.3.1.2.1), as views. @param view what follows the type of the update.
 * @throws MalformedPdu
 */
export function readBitmaps(view: Uint8Array): BitmapData[] {
  const reader = new PduReader(view, 'a bitmap update');
  const count = reader.u16();
  if (count * headBytes > reader.left) throw new MalformedPdu('a bitmap update is too short for its bitmaps');
  const bitmaps: BitmapData[] = [];
  for (let index = 0; index < count; index += 1) bitmaps.push(readBitmap(reader));
  return bitmaps;
}

function readBitmap(reader: PduReader): BitmapData {
  const [left, top, right, bottom] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  const [width, height, bitsPerPixel] = [reader.u16(), reader.u16(), reader.u16()];
  const flags = reader.u16();
  const isCompressed = (flags & bitmapFlags.isCompressed) !== 0;
  const hasCompressionHeader = isCompressed && (flags & bitmapFlags.hasNoCompressionHeader) === 0;
  const data = reader.take(reader.u16());
  return { left, top, right, bottom, width, height, bitsPerPixel, isCompressed, hasCompressionHeader, data };
}
