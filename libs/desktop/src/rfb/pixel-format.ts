import { BrokenViewer } from './broken-viewer.js';

/** How a pixel stands on the wire, RFC 6143 section 7.4. Always true colour. */
export interface PixelFormat {
  readonly bitsPerPixel: number;
  readonly depth: number;
  readonly isBigEndian: boolean;
  readonly redMax: number;
  readonly greenMax: number;
  readonly blueMax: number;
  readonly redShift: number;
  readonly greenShift: number;
  readonly blueShift: number;
}

/** Four bytes: red, green, blue, nothing. What the server offers. */
export const plainPixelFormat: PixelFormat = {
  bitsPerPixel: 32,
  depth: 24,
  isBigEndian: false,
  redMax: 255,
  greenMax: 255,
  blueMax: 255,
  redShift: 0,
  greenShift: 8,
  blueShift: 16,
};

export const pixelFormatBytes = 16;

export function writePixelFormat(format: PixelFormat): Buffer {
  const bytes = Buffer.alloc(pixelFormatBytes);
  bytes[0] = format.bitsPerPixel;
  bytes[1] = format.depth;
  bytes[2] = format.isBigEndian ? 1 : 0;
  bytes[3] = 1;
  bytes.writeUInt16BE(format.redMax, 4);
  bytes.writeUInt16BE(format.greenMax, 6);
  bytes.writeUInt16BE(format.blueMax, 8);
  bytes[10] = format.redShift;
  bytes[11] = format.greenShift;
  bytes[12] = format.blueShift;
  return bytes;
}

/** Throws `BrokenViewer` on a colour map, and on colours that do not fit into the pixel or overlap in it. */
export function readPixelFormat(bytes: Buffer): PixelFormat {
  const format: PixelFormat = {
    bitsPerPixel: bytes.readUInt8(0),
    depth: bytes.readUInt8(1),
    isBigEndian: bytes.readUInt8(2) !== 0,
    redMax: bytes.readUInt16BE(4),
    greenMax: bytes.readUInt16BE(6),
    blueMax: bytes.readUInt16BE(8),
    redShift: bytes.readUInt8(10),
    greenShift: bytes.readUInt8(11),
    blueShift: bytes.readUInt8(12),
  };
  if (bytes.readUInt8(3) === 0)
    throw new BrokenViewer('it wants colours by a colour map, which is not served');
  const { bitsPerPixel, depth } = format;
  if (bitsPerPixel !== 8 && bitsPerPixel !== 16 && bitsPerPixel !== 32)
    throw new BrokenViewer('it wants pixels of an impossible size');
  if (depth < 1 || depth > bitsPerPixel) throw new BrokenViewer('it wants an impossible depth of colour');
  const masks = [
    maskOf(format.redMax, format.redShift, bitsPerPixel),
    maskOf(format.greenMax, format.greenShift, bitsPerPixel),
    maskOf(format.blueMax, format.blueShift, bitsPerPixel),
  ];
  const [red, green, blue] = masks as [bigint, bigint, bigint];
  if ((red & green) !== 0n || (red & blue) !== 0n || (green & blue) !== 0n)
    throw new BrokenViewer('it wants colours that overlap');
  return format;
}

function maskOf(max: number, shift: number, bitsPerPixel: number): bigint {
  const isMask = max >= 1 && (max & (max + 1)) === 0;
  const mask = BigInt(max) << BigInt(shift);
  if (!isMask || shift > bitsPerPixel || mask >= 1n << BigInt(bitsPerPixel))
    throw new BrokenViewer('it wants colours that do not fit into a pixel');
  return mask;
}
