import type { RectItem } from '@gatehouse/screen';
import type { PixelCoder } from './pixel-coder.js';

/** The pixels as they are, RFC 6143 section 7.7.1. */
export function rawRect(rect: RectItem, coder: PixelCoder): Buffer {
  const bytes = Buffer.allocUnsafe(rect.width * rect.height * coder.bytes);
  let at = 0;
  for (const pixel of coder.pixels(rect)) at = coder.put(bytes, at, pixel);
  return bytes;
}
