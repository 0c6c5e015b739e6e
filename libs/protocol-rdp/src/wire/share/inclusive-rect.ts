import type { PduReader } from '../pdu-reader.js';
import type { PduWriter } from '../pdu-writer.js';

/** In pixels, at least one wide and one high. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** TS_RECTANGLE16 (MS-RDPBCGR section 2.2.11.1), whose right and bottom are part of it. @throws MalformedPdu for an empty one. */
export function readInclusiveRect(reader: PduReader): PixelRect {
  const [left, top, right, bottom] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  if (right < left || bottom < top) reader.fail('holds a rectangle that ends before it begins');
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

export function writeInclusiveRect(writer: PduWriter, rect: PixelRect): void {
  writer.u16(rect.x, rect.y, rect.x + rect.width - 1, rect.y + rect.height - 1);
}
