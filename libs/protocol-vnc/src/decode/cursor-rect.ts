import type { Area } from '@gatehouse/desktop';
import { isCursorSize } from '@gatehouse/screen';
import type { CursorShape } from '@gatehouse/screen';
import { MalformedTarget } from '../wire/target-faults.js';
import type { WireInput } from '../wire/wire-input.js';

/**
 * RFC 6143 section 7.8.1: the hot spot stands where a rectangle has its place; then pixels, and a bit for each that is seen.
 * Throws `MalformedTarget` on one that is too large, before anything of it is read.
 */
export async function readCursor(input: WireInput, { x, y, width, height }: Area): Promise<CursorShape> {
  const isHidden = width === 0 || height === 0;
  if (isHidden) return { width: 0, height: 0, hotX: 0, hotY: 0, rgba: new Uint8Array(0) };
  if (!isCursorSize(width, height)) throw new MalformedTarget('the target sent a cursor that is too large');
  const rgba = Uint8Array.from(await input.take(width * height * 4));
  const maskLine = Math.ceil(width / 8);
  const mask = await input.take(maskLine * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const column = pixel % width;
    const byte = mask[Math.floor(pixel / width) * maskLine + (column >> 3)]!;
    rgba[pixel * 4 + 3] = (byte >> (7 - (column & 7))) & 1 ? 255 : 0;
  }
  return { width, height, hotX: Math.min(x, width - 1), hotY: Math.min(y, height - 1), rgba };
}
