import type { Area, Surface } from '@gatehouse/desktop';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import type { WireBitmap } from '../wire/updates/bitmap-update.js';
import { decodeInterleaved } from './decode-interleaved.js';
import { decodePlanar } from './decode-planar.js';
import { pixelFormatOf } from './pixel-format.js';
import type { PixelFormat } from './pixel-format.js';

/** How much larger than the screen a bitmap may be on each axis: servers send whole tiles at the edges. */
const overhang = 64;

/** Used again for each bitmap; decoding is synchronous, and each thread has its own. */
let pixels = new Uint32Array(64 * 64);

/**
 * Paints one bitmap of an update (MS-RDPBCGR section 2.2.9.1.1.3.1.2.2). Of a bitmap that is larger than its area the upper left
 * part counts; what does not lie on the surface is left out. Invariant: nothing larger than the surface and its `overhang` is
 * ever allocated, and nothing is painted of a bitmap that is refused.
 * @param palette 256 colours as `Surface` has them, for 8 bits per pixel.
 * @returns where the surface is other than before; null if nowhere.
 * @throws MalformedPdu
 */
export function decodeBitmap(surface: Surface, bitmap: WireBitmap, palette: Uint32Array): Area | null {
  const { data, width, height, bitsPerPixel } = bitmap;
  const { x, y } = bitmap.area;
  const format = pixelFormatOf(bitsPerPixel);
  if (!format) throw new MalformedPdu(`a bitmap has ${bitsPerPixel} bits per pixel`);
  if (width < 1 || height < 1 || width > surface.width + overhang || height > surface.height + overhang)
    throw new MalformedPdu('a bitmap has an impossible size');
  if (pixels.length < width * height) pixels = new Uint32Array(width * height);
  if (!bitmap.isCompressed) decodePlain(data, format, width, height);
  else if (bitsPerPixel === 32) decodePlanar(data, width, height, pixels);
  else decodeInterleaved(data, format, width, height, pixels);
  const area = {
    ...{ x, y },
    width: Math.min(bitmap.area.width, width, surface.width - x),
    height: Math.min(bitmap.area.height, height, surface.height - y),
  };
  if (area.width < 1 || area.height < 1) return null;
  if (bitsPerPixel === 8) colourIn(palette, width * height);
  return paint(surface, area, width, height);
}

/** Uncompressed: each row takes a multiple of four bytes. */
function decodePlain(data: Uint8Array, format: PixelFormat, width: number, height: number): void {
  const rowBytes = (width * format.size + 3) & ~3;
  if (data.length < rowBytes * height) throw new MalformedPdu('a bitmap is cut off');
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    let at = row * rowBytes;
    for (let column = 0; column < width; column += 1, at += format.size, to += 1)
      pixels[to] = format.read(data, at);
  }
}

function colourIn(palette: Uint32Array, total: number): void {
  for (let at = 0; at < total; at += 1) pixels[at] = palette[pixels[at]!]!;
}

/** Servers draw whole lines anew of which a part has changed: gives what differs from before, null where nothing does. */
function paint(surface: Surface, area: Area, width: number, height: number): Area | null {
  const [source, target] = [pixels, surface.pixels];
  let [left, right, top, bottom] = [area.width, -1, -1, -1];
  for (let row = 0; row < area.height; row += 1) {
    const from = (height - 1 - row) * width;
    const to = (area.y + row) * surface.width + area.x;
    let first = 0;
    while (first < area.width && target[to + first] === source[from + first]) first += 1;
    if (first === area.width) continue;
    let last = area.width - 1;
    while (target[to + last] === source[from + last]) last -= 1;
    for (let column = first; column <= last; column += 1) target[to + column] = source[from + column]!;
    if (first < left) left = first;
    if (last > right) right = last;
    if (top === -1) top = row;
    bottom = row;
  }
  if (top === -1) return null;
  return { x: area.x + left, y: area.y + top, width: right - left + 1, height: bottom - top + 1 };
}
