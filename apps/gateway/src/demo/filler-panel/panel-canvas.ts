import { letters } from './panel-letters.js';
import type { LetterSize } from './panel-letters.js';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Red in the lowest byte, as the panel's pixels are on the wire. @param hex such as `d9dde0`. */
export function colour(hex: string): number {
  const value = Number.parseInt(hex, 16);
  return ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
}

/** Pixels that one draws on with rectangles, discs and letters. What lies outside is left out. */
export class PanelCanvas {
  readonly pixels: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint32Array(width * height);
  }

  fill({ x, y, width, height }: Box, ink: number): void {
    const [left, right] = [Math.max(0, x), Math.min(this.width, x + width)];
    if (left >= right) return;
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row += 1)
      this.pixels.fill(ink, row * this.width + left, row * this.width + right);
  }

  /** A border of this many pixels inside of the box. */
  frame({ x, y, width, height }: Box, thick: number, ink: number): void {
    this.fill({ x, y, width, height: thick }, ink);
    this.fill({ x, y: y + height - thick, width, height: thick }, ink);
    this.fill({ x, y, width: thick, height }, ink);
    this.fill({ x: x + width - thick, y, width: thick, height }, ink);
  }

  /** With a soft edge. */
  disc(centreX: number, centreY: number, radius: number, ink: number): void {
    for (let y = Math.floor(centreY - radius - 1); y <= centreY + radius + 1; y += 1)
      for (let x = Math.floor(centreX - radius - 1); x <= centreX + radius + 1; x += 1)
        this.blend(x, y, ink, radius + 0.5 - Math.hypot(x - centreX, y - centreY));
  }

  /** With round corners. */
  plate(box: Box, radius: number, ink: number): void {
    const { x, y, width, height } = box;
    for (let row = 0; row < height; row += 1)
      for (let column = 0; column < width; column += 1) {
        const beyondX = Math.max(radius - column - 0.5, column + 0.5 - (width - radius), 0);
        const beyondY = Math.max(radius - row - 0.5, row + 0.5 - (height - radius), 0);
        this.blend(x + column, y + row, ink, radius + 0.5 - Math.hypot(beyondX, beyondY));
      }
  }

  /** @returns where the next letter would stand. @param y of the top of the letters. */
  text(x: number, y: number, words: string, size: LetterSize, ink: number): number {
    const { height, letter } = letters[size];
    let left = x;
    for (const character of words) {
      const drawn = letter(character);
      for (let row = 0; row < height; row += 1)
        for (let column = 0; column < drawn.width; column += 1)
          this.blend(left + column, y + row, ink, (drawn.ink[row * drawn.width + column] ?? 0) / 255);
      left += drawn.width;
    }
    return left;
  }

  /** Ends at `right`. */
  textBefore(right: number, y: number, words: string, size: LetterSize, ink: number): void {
    this.text(right - textWidth(words, size), y, words, size, ink);
  }

  /** In the middle of the box. */
  textIn({ x, y, width, height }: Box, words: string, size: LetterSize, ink: number): void {
    const left = x + Math.round((width - textWidth(words, size)) / 2);
    this.text(left, y + Math.round((height - letters[size].height) / 2), words, size, ink);
  }

  /** @param share how much of the pixel is covered; below 0 none, above 1 all of it. */
  private blend(x: number, y: number, ink: number, share: number): void {
    if (share <= 0 || x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = y * this.width + x;
    if (share >= 1) {
      this.pixels[at] = ink;
      return;
    }
    const below = this.pixels[at] ?? 0;
    const mixed = (shift: number): number =>
      Math.round(((ink >> shift) & 0xff) * share + ((below >> shift) & 0xff) * (1 - share)) << shift;
    this.pixels[at] = mixed(0) | mixed(8) | mixed(16);
  }
}

export function textWidth(words: string, size: LetterSize): number {
  return [...words].reduce((total, character) => total + letters[size].letter(character).width, 0);
}
