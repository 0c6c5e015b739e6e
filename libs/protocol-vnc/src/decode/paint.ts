import type { Area, Surface } from '@gatehouse/desktop';
import { MalformedTarget } from '../wire/target-faults.js';

/** Ways to put pixels on a surface that all decoders share. A colour is a number as it stands in `Surface.pixels`. */

/** Three bytes of the wire, red first. */
export function colourAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}

/** The area must lie on the surface. */
export function fillArea(surface: Surface, { x, y, width, height }: Area, colour: number): void {
  const { pixels, width: line } = surface;
  for (let row = y; row < y + height; row += 1) pixels.fill(colour, row * line + x, row * line + x + width);
}

/**
 * Pixels of the wire, rows from the top. The area must lie on the surface and the bytes suffice. The fourth byte of each
 * is dropped: servers leave garbage there.
 * @param step bytes from one pixel to the next: 3 or 4.
 */
export function paintPixels(surface: Surface, area: Area, bytes: Uint8Array, step: 3 | 4): void {
  const { pixels, width: line } = surface;
  let from = 0;
  for (let row = area.y; row < area.y + area.height; row += 1) {
    const end = row * line + area.x + area.width;
    for (let to = row * line + area.x; to < end; to += 1, from += step)
      pixels[to] = bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16);
  }
}

/** An area within another, given in its coordinates. Throws `MalformedTarget` unless it lies in it and is not empty. */
export function within(outer: Area, x: number, y: number, width: number, height: number): Area {
  if (width < 1 || height < 1 || x + width > outer.width || y + height > outer.height)
    throw new MalformedTarget('the target painted outside of a rectangle');
  return { x: outer.x + x, y: outer.y + y, width, height };
}
