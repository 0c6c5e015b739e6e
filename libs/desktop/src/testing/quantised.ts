import type { PixelFormat } from '../rfb/pixel-format.js';
import type { Surface } from '../surface.js';

/** The pixels as a viewer of this format can show them: red in the lowest byte. */
export function quantised({ pixels }: Surface, format: PixelFormat): Uint32Array {
  const part = (value: number, max: number): number =>
    Math.round((Math.round((value * max) / 255) * 255) / max);
  return pixels.map(
    (pixel) =>
      part(pixel & 0xff, format.redMax) |
      (part((pixel >>> 8) & 0xff, format.greenMax) << 8) |
      (part((pixel >>> 16) & 0xff, format.blueMax) << 16),
  );
}

/** jest compares long arrays element by element, which takes seconds. */
export function isSamePicture(one: Uint32Array, other: Uint32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Uint32Array): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bytes(one).equals(bytes(other));
}

/** Numbers that repeat from run to run, so that a failure can be seen again. */
export function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}
