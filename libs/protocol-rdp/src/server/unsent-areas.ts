import type { Area } from '@gatehouse/desktop';
import type { PixelSource } from '@gatehouse/screen';

const tileEdge = 64;

/**
 * What one client has not been sent yet: for each tile one area at most, however long it does not keep up. Pictures in between
 * are left out, never queued.
 */
export class UnsentAreas {
  private readonly tiles = new Map<number, Area>();

  /** @param source what is on record now. */
  constructor(private readonly source: Pick<PixelSource, 'width' | 'height'>) {}

  get isEmpty(): boolean {
    return this.tiles.size === 0;
  }

  /** Clipped to the screen. */
  add(area: Area): void {
    const right = Math.min(area.x + area.width, this.source.width);
    const bottom = Math.min(area.y + area.height, this.source.height);
    for (let y = area.y; y < bottom; y = nextTile(y))
      for (let x = area.x; x < right; x = nextTile(x))
        this.addToTile({
          ...{ x, y },
          width: Math.min(nextTile(x), right) - x,
          height: Math.min(nextTile(y), bottom) - y,
        });
  }

  addAll(): void {
    const { width, height } = this.source;
    this.add({ x: 0, y: 0, width, height });
  }

  clear(): void {
    this.tiles.clear();
  }

  /** The one that waits longest, not larger than a tile; null when there is none. */
  take(): Area | null {
    for (const [key, area] of this.tiles) {
      this.tiles.delete(key);
      return area;
    }
    return null;
  }

  private addToTile(area: Area): void {
    const key = Math.floor(area.y / tileEdge) * 65_536 + Math.floor(area.x / tileEdge);
    const before = this.tiles.get(key);
    this.tiles.set(key, before ? union(before, area) : area);
  }
}

function nextTile(place: number): number {
  return place - (place % tileEdge) + tileEdge;
}

function union(one: Area, other: Area): Area {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    ...{ x, y },
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}
