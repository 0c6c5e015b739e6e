import { Surface } from '@gatehouse/desktop';
import type { Draw } from './draw-from.js';

/** Black. */
export function blank(width: number, height: number): Surface {
  const surface = new Surface();
  surface.resize(width, height);
  return surface;
}

/** Some of: plain ground, boxes, text-like specks of two colours, columns, noise. */
export function paint(surface: Surface, draw: Draw): void {
  const { pixels, width, height } = surface;
  const colour = (): number => [0, 0xffffff, 0xc0c0c0, draw(0x1000000), draw(0x1000000)][draw(5)]!;
  pixels.fill(colour());
  for (let strokes = draw(6); strokes > 0; strokes -= 1) {
    const kind = draw(5);
    const [ink, other] = [colour(), colour()];
    const [left, top] = [draw(width), draw(height)];
    const [right, bottom] = [left + draw(width - left + 1), top + draw(height - top + 1)];
    for (let y = top; y < bottom; y += 1)
      for (let x = left; x < right; x += 1) {
        const at = y * width + x;
        if (kind === 0) pixels[at] = ink;
        else if (kind === 1 && draw(3) === 0) pixels[at] = ink;
        else if (kind === 2) pixels[at] = x % 3 === 0 ? ink : other;
        else if (kind === 3) pixels[at] = (x + y) % 2 === 0 ? ink : other;
        else if (kind === 4) pixels[at] = draw(0x1000000);
      }
  }
}
