import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** TS_BITMAP_CAPABILITYSET (MS-RDPBCGR section 2.2.7.1.2). */
export interface BitmapCapability {
  /** Of a pixel on the wire: 8, 15, 16, 24 or 32. */
  readonly bitsPerPixel: number;
  /** In pixels. A server's is the size that the desktop has. */
  readonly width: number;
  readonly height: number;
  readonly takesResize: boolean;
  /** Bits of `drawingFlags`. */
  readonly drawingFlags: number;
}

export const drawingFlags = {
  /** Lossy; never set here. */
  dynamicColourFidelity: 0x02,
  /** Lossy; never set here. */
  colourSubsampling: 0x04,
  /** RDP 6.0 bitmaps may come without their alpha plane. */
  skipAlpha: 0x08,
} as const;

/** @throws MalformedPdu. */
export function readBitmapCapability(body: Uint8Array): BitmapCapability {
  const reader = new PduReader(body, 'bitmap capability set');
  const bitsPerPixel = reader.u16();
  reader.skip(6);
  const [width, height] = [reader.u16(), reader.u16()];
  reader.skip(2);
  const takesResize = reader.u16() !== 0;
  reader.skip(3);
  return { bitsPerPixel, width, height, takesResize, drawingFlags: reader.u8() };
}

export function writeBitmapCapability(bitmap: BitmapCapability): CapabilitySet {
  const body = new PduWriter()
    .u16(bitmap.bitsPerPixel, 1, 1, 1, bitmap.width, bitmap.height, 0, Number(bitmap.takesResize), 1)
    .u8(0, bitmap.drawingFlags)
    .u16(1, 0)
    .done();
  return { type: capabilityTypes.bitmap, body };
}
