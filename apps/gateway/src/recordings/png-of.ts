import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { DesktopImage } from '@gatehouse/recording';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** 8 bits for each of red, green and blue; deflate, no interlace. PNG, section 11.2.2. */
const trueColour = [8, 2, 0, 0, 0];
const packed = promisify(deflate);

/**
 * The image as PNG without alpha. Packed in Node's threads: the process that serves this has other things to do.
 * @param comment said inside the file, in Latin-1.
 */
export async function pngOf(image: DesktopImage, comment?: string): Promise<Buffer> {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(image.width, 0);
  head.writeUInt32BE(image.height, 4);
  head.set(trueColour, 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    ...(comment === undefined ? [] : [chunk('tEXt', Buffer.from(`Comment\0${comment}`, 'latin1'))]),
    chunk('IDAT', await packed(scanlines(image), { level: 4 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row behind its filter type, 0: desktops are plain areas, which deflate finds by itself. PNG, section 9. */
function scanlines({ width, height, rgba }: DesktopImage): Buffer {
  const bytes = Buffer.alloc(height * (1 + width * 3));
  let to = 0;
  for (let from = 0; from < rgba.length; from += 4) {
    if (from % (width * 4) === 0) to += 1;
    bytes[to] = rgba[from]!;
    bytes[to + 1] = rgba[from + 1]!;
    bytes[to + 2] = rgba[from + 2]!;
    to += 3;
  }
  return bytes;
}

/** PNG, section 5.3. */
function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
