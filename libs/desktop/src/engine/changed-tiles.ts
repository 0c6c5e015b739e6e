import { encodeRect, tileEdge } from '@gatehouse/screen';
import type { RectItem } from '@gatehouse/screen';
import type { Area, Surface } from '../surface.js';

const colour = 0xff_ff_ff;

/**
 * Finds what has really changed: targets say generously where they painted. Each part that differs from what was shown is
 * taken over and encoded once, for the record and for the viewer.
 */
export class ChangedTiles {
  /** By tile: 1 where something may have changed. */
  private suspects = new Uint8Array(0);
  private columns = 0;

  /**
   * @param surface what the target shows.
   * @param shown what is on record, or on its way there; kept equal to it here.
   */
  constructor(
    private readonly surface: Surface,
    private readonly shown: Surface,
  ) {}

  /** Starts anew, black, at the size of the surface. */
  resize(): void {
    const { width, height } = this.surface;
    this.shown.resize(width, height);
    this.columns = Math.ceil(width / tileEdge);
    this.suspects = new Uint8Array(this.columns * Math.ceil(height / tileEdge)).fill(1);
  }

  /** Parts beside the screen do not count. */
  suspect(areas: readonly Area[]): void {
    const { width, height } = this.shown;
    for (const area of areas) {
      const right = Math.min(area.x + area.width, width);
      const bottom = Math.min(area.y + area.height, height);
      const firstColumn = Math.floor(Math.max(0, area.x) / tileEdge);
      for (let row = Math.floor(Math.max(0, area.y) / tileEdge); row * tileEdge < bottom; row += 1)
        for (let column = firstColumn; column * tileEdge < right; column += 1)
          this.suspects[row * this.columns + column] = 1;
    }
  }

  /** What has changed since it was last asked: in each tile the smallest rectangle that holds it. */
  take(): RectItem[] {
    const rects: RectItem[] = [];
    for (let tile = this.suspects.indexOf(1); tile !== -1; tile = this.suspects.indexOf(1, tile + 1)) {
      this.suspects[tile] = 0;
      const area = this.changeIn(tile % this.columns, Math.floor(tile / this.columns));
      if (!area) continue;
      this.takeOver(area);
      rects.push(encodeRect(this.shown, area.x, area.y, area.width, area.height));
    }
    return rects;
  }

  private changeIn(column: number, row: number): Area | null {
    const { width, height, pixels } = this.surface;
    const { pixels: before } = this.shown;
    const startX = column * tileEdge;
    const endX = Math.min(startX + tileEdge, width);
    const endY = Math.min((row + 1) * tileEdge, height);
    let [left, right, top, bottom] = [endX, -1, -1, -1];
    for (let y = row * tileEdge; y < endY; y += 1) {
      const start = y * width;
      let x = startX;
      while (x < endX && ((pixels[start + x]! ^ before[start + x]!) & colour) === 0) x += 1;
      if (x === endX) continue;
      if (top === -1) top = y;
      bottom = y;
      if (x < left) left = x;
      let last = endX - 1;
      while (last > right && ((pixels[start + last]! ^ before[start + last]!) & colour) === 0) last -= 1;
      if (last > right) right = last;
    }
    return top === -1 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  }

  private takeOver({ x, y, width, height }: Area): void {
    const { pixels } = this.surface;
    for (let row = y; row < y + height; row += 1) {
      const start = row * this.shown.width + x;
      for (let at = start; at < start + width; at += 1) this.shown.pixels[at] = pixels[at]! & colour;
    }
  }
}
