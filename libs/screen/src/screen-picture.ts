import { MalformedScreen } from './malformed-screen.js';
import type { RectItem, ScreenItem } from './screen-update.js';

/** What a desktop shows: the sum of its updates. Nothing before the first size. */
export class ScreenPicture {
  private current: { width: number; height: number; pixels: Uint8ClampedArray<ArrayBuffer> } | null = null;

  get width(): number {
    return this.current?.width ?? 0;
  }

  get height(): number {
    return this.current?.height ?? 0;
  }

  /** Red, green, blue and 255 for each pixel, rows from the top; what a canvas takes as it is. */
  get pixels(): Uint8ClampedArray<ArrayBuffer> {
    return this.current?.pixels ?? new Uint8ClampedArray(0);
  }

  /** Throws `MalformedScreen` on a rectangle that does not lie on the screen. */
  apply(items: readonly ScreenItem[]): void {
    for (const item of items) {
      if (item.kind === 'size') this.resize(item.width, item.height);
      else this.paint(item);
    }
  }

  private resize(width: number, height: number): void {
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let alpha = 3; alpha < pixels.length; alpha += 4) pixels[alpha] = 255;
    this.current = { width, height, pixels };
  }

  private paint({ x, y, width, height, palette, pixels: source }: RectItem): void {
    if (x + width > this.width || y + height > this.height)
      throw new MalformedScreen('a rectangle does not lie on the screen');
    const { pixels } = this;
    const step = palette ? 1 : 3;
    const colours = palette ?? source;
    let from = 0;
    for (let row = y; row < y + height; row += 1) {
      let to = (row * this.width + x) * 4;
      for (let column = 0; column < width; column += 1) {
        const colour = palette ? (source[from] ?? 0) * 3 : from;
        pixels[to] = colours[colour]!;
        pixels[to + 1] = colours[colour + 1]!;
        pixels[to + 2] = colours[colour + 2]!;
        from += step;
        to += 4;
      }
    }
  }
}
