import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { readInclusiveRect, writeInclusiveRect } from '../share/inclusive-rect.js';
import type { PixelRect } from '../share/inclusive-rect.js';
import { updateCodes } from './graphics-update.js';

/** TS_BITMAP_DATA (MS-RDPBCGR section 2.2.9.1.1.3.1.2.2), its pixels not yet decoded. */
export interface WireBitmap {
  /** Where on the desktop it is to be drawn. May reach beyond it. */
  readonly area: PixelRect;
  /** Of the bitmap that `data` decodes to: at least as wide and high as the area, the rest being padding on the right and above. */
  readonly width: number;
  readonly height: number;
  /** 8, 15, 16, 24 or 32. */
  readonly bitsPerPixel: number;
  readonly isCompressed: boolean;
  /** A view, without TS_CD_HEADER. Rows from the bottom up. */
  readonly data: Buffer;
}

const flags = { compressed: 0x0001, withoutHeader: 0x0400 } as const;
const depths: ReadonlySet<number> = new Set([8, 15, 16, 24, 32]);
/** Of one bitmap: no desktop that is spoken here is larger, padding included. */
const longestSide = 8192;
const mostPixels = 4096 * 2304;
/** Of one update. More would keep a decoder from everything else for too long. */
const mostPixelsTogether = 4 * mostPixels;

/** @throws MalformedPdu. */
export function readBitmapUpdate(data: Uint8Array): readonly WireBitmap[] {
  const reader = new PduReader(data, 'bitmap update');
  if (reader.u16() !== updateCodes.bitmap) reader.fail('is of another kind');
  const count = reader.u16();
  const bitmaps: WireBitmap[] = [];
  let pixels = 0;
  for (let index = 0; index < count; index += 1) {
    const bitmap = readBitmap(reader);
    pixels += bitmap.width * bitmap.height;
    if (pixels > mostPixelsTogether) reader.fail('holds more pixels than any desktop has');
    bitmaps.push(bitmap);
  }
  return bitmaps;
}

/**
 * Data of an update with code `bitmap`; the caller keeps each bitmap below 65,536 bytes.
 * @param hasHeaders with TS_CD_HEADER (section 2.2.9.1.1.3.1.2.3), for clients that do not say that they take it without.
 */
export function writeBitmapUpdate(bitmaps: readonly WireBitmap[], hasHeaders = false): Buffer {
  const writer = new PduWriter().u16(updateCodes.bitmap, bitmaps.length);
  for (const bitmap of bitmaps) {
    const { width, height, bitsPerPixel, data } = bitmap;
    writeInclusiveRect(writer, bitmap.area);
    writer.u16(width, height, bitsPerPixel);
    if (bitmap.isCompressed && hasHeaders) {
      const lineBytes = width * Math.ceil(bitsPerPixel / 8);
      writer
        .u16(flags.compressed, data.length + 8)
        .u16(0, data.length, lineBytes, Math.min(0xffff, lineBytes * height))
        .bytes(data);
    } else
      writer.u16(bitmap.isCompressed ? flags.compressed | flags.withoutHeader : 0, data.length).bytes(data);
  }
  return writer.done();
}

function readBitmap(reader: PduReader): WireBitmap {
  const area = readInclusiveRect(reader);
  const [width, height, bitsPerPixel] = [reader.u16(), reader.u16(), reader.u16()];
  const flag = reader.u16();
  const length = reader.u16();
  if (!depths.has(bitsPerPixel)) reader.fail('holds a bitmap of an unknown depth');
  if (width < area.width || height < area.height) reader.fail('holds a bitmap that is smaller than its area');
  if (width > longestSide || height > longestSide || width * height > mostPixels)
    reader.fail('holds a bitmap that is larger than any desktop');
  const isCompressed = (flag & flags.compressed) !== 0;
  const body = reader.piece(length, 'bitmap update');
  // TS_CD_HEADER repeats sizes that are known.
  if (isCompressed && (flag & flags.withoutHeader) === 0) body.skip(8);
  return { area, width, height, bitsPerPixel, isCompressed, data: body.rest() };
}
