import { createHash } from 'node:crypto';
import {
  encodeRect,
  type PixelSource,
  type ScreenItem,
  ScreenPicture,
  parseScreenUpdate,
  tileEdge,
  writeScreenUpdate,
} from '@gatehouse/screen';
import type { ViewFrame } from '../desktop/composed-desktop.js';

/** A desktop that a test draws on, and what a machine's engine would put on record of it. */
export class DrawnDesktop implements PixelSource {
  readonly pixels: Uint32Array;
  private readonly shown: Uint32Array;
  private isBegun = false;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint32Array(width * height);
    this.shown = new Uint32Array(width * height);
  }

  /** `colour` gives red in the lowest byte for each pixel of the part, counted from its top left. */
  draw(x: number, y: number, width: number, height: number, colour: (x: number, y: number) => number): void {
    for (let row = 0; row < height; row += 1)
      for (let column = 0; column < width; column += 1)
        this.pixels[(y + row) * this.width + x + column] = colour(column, row) & 0xff_ff_ff;
  }

  /** What changed since the last update: in each tile the smallest rectangle around it; the size first of all. */
  update(): Buffer {
    const items: ScreenItem[] = [];
    if (!this.isBegun) items.push({ kind: 'size', width: this.width, height: this.height });
    this.isBegun = true;
    for (let y = 0; y < this.height; y += tileEdge)
      for (let x = 0; x < this.width; x += tileEdge) {
        const box = this.changedIn(x, y);
        if (box) items.push(encodeRect(this, ...box));
      }
    this.shown.set(this.pixels);
    return Buffer.from(writeScreenUpdate(items));
  }

  hash(): string {
    const picture = new ScreenPicture();
    picture.apply([{ kind: 'size', width: this.width, height: this.height }]);
    const words = new Uint32Array(picture.pixels.buffer);
    for (let at = 0; at < words.length; at += 1) words[at] = this.pixels[at]! | 0xff_00_00_00;
    return hashOf(picture);
  }

  private changedIn(left: number, top: number): [number, number, number, number] | null {
    const right = Math.min(this.width, left + tileEdge);
    const bottom = Math.min(this.height, top + tileEdge);
    let [x0, y0, x1, y1] = [right, bottom, left, top];
    for (let y = top; y < bottom; y += 1)
      for (let x = left; x < right; x += 1) {
        const at = y * this.width + x;
        if (this.pixels[at] === this.shown[at]) continue;
        x0 = Math.min(x0, x);
        y0 = Math.min(y0, y);
        x1 = Math.max(x1, x + 1);
        y1 = Math.max(y1, y + 1);
      }
    return x1 > x0 ? [x0, y0, x1 - x0, y1 - y0] : null;
  }
}

/** The picture after all of these frames were painted in order. */
export function painted(frames: Iterable<ViewFrame>): ScreenPicture {
  const picture = new ScreenPicture();
  for (const { kind, data } of frames) if (kind === 'screen-update') picture.apply(parseScreenUpdate(data));
  return picture;
}

export function hashOf({ width, height, pixels }: ScreenPicture): string {
  return createHash('sha256').update(`${width}x${height}`).update(pixels).digest('hex');
}
