import type { CursorShape } from '@gatehouse/screen';
import { pixelFormatOf } from '../bitmap/pixel-format.js';
import type { PixelFormat } from '../bitmap/pixel-format.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import type { WirePointer } from '../wire/updates/pointer-update.js';
import { longestPointerSide, maskLineBytes } from './mask-lines.js';
import { hiddenPointer } from './system-pointers.js';

const white = 0xffffff;
/** Masks of 16 bits lie as device-independent bitmaps do: five bits for each channel. */
const formats: Readonly<Record<number, PixelFormat | null>> = {
  16: pixelFormatOf(15),
  24: pixelFormatOf(24),
  32: pixelFormatOf(32),
};

/**
 * The shape of a colour pointer or a new pointer (MS-RDPBCGR sections 2.2.9.1.1.4.4 and 2.2.9.1.1.4.5). Where the masks ask for
 * the screen to be inverted there is a pattern of black and white, which shows on every ground. A hot spot outside of the shape,
 * which servers do send, is moved to its edge; one without width or height is hidden.
 * @param palette 256 colours as `Surface` has them, for 4 and 8 bits per pixel.
 * @throws MalformedPdu for one beyond 96 pixels a side, of an unknown depth, or with a mask that is too short.
 */
export function decodePointer(pointer: WirePointer, palette: Uint32Array): CursorShape {
  const { width, height, bitsPerPixel, xorMask, andMask } = pointer;
  if (width === 0 || height === 0) return hiddenPointer;
  if (width > longestPointerSide || height > longestPointerSide)
    throw new MalformedPdu('a pointer is larger than was agreed');
  const colourAt = xorReader(bitsPerPixel, palette);
  const xorLine = maskLineBytes(width, bitsPerPixel);
  const andLine = maskLineBytes(width, 1);
  // Pointers with an alpha channel may come without the other mask.
  const hasAnd = andMask.length > 0 || bitsPerPixel !== 32;
  if (xorMask.length < xorLine * height || (hasAnd && andMask.length < andLine * height))
    throw new MalformedPdu('a mask of a pointer is cut off');
  const hasAlpha = bitsPerPixel === 32 && isAlphaMeant(xorMask, width * height);
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    // From the bottom; but black and white ones come from the top, whatever the section says.
    const line = bitsPerPixel === 1 ? y : height - 1 - y;
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt(xorMask, line * xorLine, x);
      const alpha = hasAlpha ? xorMask[line * xorLine + x * 4 + 3]! : 255;
      const keepsScreen = hasAnd && (andMask[line * andLine + (x >> 3)]! >> (7 - (x & 7))) & 1;
      const to = (y * width + x) * 4;
      if (alpha === 0 || (keepsScreen && alpha === 255 && colour === 0)) continue;
      const isInverted = keepsScreen && alpha === 255 && colour === white;
      const shown = isInverted ? ((x + y) & 1) * white : colour;
      rgba[to] = shown & 0xff;
      rgba[to + 1] = (shown >> 8) & 0xff;
      rgba[to + 2] = shown >> 16;
      rgba[to + 3] = alpha;
    }
  }
  const [hotX, hotY] = [Math.min(pointer.hotSpotX, width - 1), Math.min(pointer.hotSpotY, height - 1)];
  return { width, height, hotX, hotY, rgba };
}

/** Gives the colour, as `Surface` has it, of pixel `x` of the line that begins at `start`. */
function xorReader(
  bitsPerPixel: number,
  palette: Uint32Array,
): (mask: Uint8Array, start: number, x: number) => number {
  if (bitsPerPixel === 1) return (mask, start, x) => ((mask[start + (x >> 3)]! >> (7 - (x & 7))) & 1) * white;
  if (bitsPerPixel === 4)
    return (mask, start, x) => palette[(mask[start + (x >> 1)]! >> ((x & 1) === 0 ? 4 : 0)) & 15]!;
  if (bitsPerPixel === 8) return (mask, start, x) => palette[mask[start + x]!]!;
  const format = formats[bitsPerPixel];
  if (!format) throw new MalformedPdu(`a pointer has ${bitsPerPixel} bits per pixel`);
  return (mask, start, x) => format.read(mask, start + x * format.size);
}

/** A picture without any alpha is one of a server that does not write it, not one that nobody can see. */
function isAlphaMeant(xorMask: Uint8Array, pixels: number): boolean {
  let hasColour = false;
  for (let at = 0; at < pixels * 4; at += 4) {
    if (xorMask[at + 3] !== 0) return true;
    hasColour ||= (xorMask[at]! | xorMask[at + 1]! | xorMask[at + 2]!) !== 0;
  }
  return !hasColour;
}
