import { isScreenSize, MalformedScreen, type PixelSource } from '@gatehouse/screen';

/** In pixels. */
export interface DesktopSize {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in pixels from the top left. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What the target shows now. Decoders of a protocol write into `pixels`; red is the lowest byte of each number, then green,
 * then blue, and the highest byte is 0 (mask what a wire leaves there, or nothing ever compares equal).
 */
export class Surface implements PixelSource {
  width = 0;
  height = 0;
  pixels = new Uint32Array(0);

  /** Black at this size. Throws `MalformedScreen` on a size no desktop may have, before it allocates anything. */
  resize(width: number, height: number): void {
    if (!isScreenSize(width, height)) throw new MalformedScreen(`a screen of ${width} x ${height}`);
    this.width = width;
    this.height = height;
    this.pixels = new Uint32Array(width * height);
  }

  /** True when the whole area lies on the screen and is not empty. */
  holds({ x, y, width, height }: Area): boolean {
    return (
      x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= this.width && y + height <= this.height
    );
  }
}
