import { encodeRect, tileEdge } from '@gatehouse/screen';
import type { PixelSource, RectItem } from '@gatehouse/screen';
import type { Area } from '../surface.js';

interface Unsent {
  readonly area: Area;
  /** Already encoded; null when the area grew over several pictures. */
  readonly rect: RectItem | null;
}

/**
 * What one viewer has not been sent yet: for each tile one area at most, however long it does not keep up. Pictures in
 * between are left out, never queued.
 */
export class UnsentTiles {
  private readonly tiles = new Map<number, Unsent>();

  /** @param source what is on record now. */
  constructor(private readonly source: PixelSource) {}

  get isEmpty(): boolean {
    return this.tiles.size === 0;
  }

  add(rect: RectItem): void {
    const key = keyOf(rect);
    const before = this.tiles.get(key);
    this.tiles.set(key, before ? { area: union(before.area, rect), rect: null } : { area: rect, rect });
  }

  /** Everything inside the area, clipped to the screen. */
  addArea(area: Area): void {
    const right = Math.min(area.x + area.width, this.source.width);
    const bottom = Math.min(area.y + area.height, this.source.height);
    for (let y = area.y - (area.y % tileEdge); y < bottom; y += tileEdge)
      for (let x = area.x - (area.x % tileEdge); x < right; x += tileEdge) {
        const tile = {
          ...{ x, y },
          width: Math.min(tileEdge, this.source.width - x),
          height: Math.min(tileEdge, this.source.height - y),
        };
        this.tiles.set(keyOf(tile), { area: tile, rect: null });
      }
  }

  clear(): void {
    this.tiles.clear();
  }

  /** The next one that touches the area, encoded; null when there is none. */
  take(wanted: Area): RectItem | null {
    for (const [key, { area, rect }] of this.tiles) {
      if (!touches(area, wanted)) continue;
      this.tiles.delete(key);
      return rect ?? encodeRect(this.source, area.x, area.y, area.width, area.height);
    }
    return null;
  }

  /** True when `take` would give one. */
  has(wanted: Area): boolean {
    for (const { area } of this.tiles.values()) if (touches(area, wanted)) return true;
    return false;
  }
}

function keyOf({ x, y }: Area): number {
  return Math.floor(y / tileEdge) * 65_536 + Math.floor(x / tileEdge);
}

function union(one: Area, other: Area): Area {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

function touches(one: Area, other: Area): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
