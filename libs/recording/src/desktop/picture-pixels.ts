import type { PixelSource, ScreenPicture } from '@gatehouse/screen';

/** The picture's own pixels as numbers: not a copy. Bytes and numbers agree on little-endian machines, which all of ours are. */
export function picturePixels({ width, height, pixels }: ScreenPicture): PixelSource {
  return { width, height, pixels: new Uint32Array(pixels.buffer, pixels.byteOffset, width * height) };
}
