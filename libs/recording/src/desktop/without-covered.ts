import { type RectItem, tileEdge } from '@gatehouse/screen';

/** Of this many later rectangles of its tile one must cover a rectangle wholly for it to be left out. */
const mostCovers = 16;
const tilesInRow = 1024;

/**
 * The rectangles that may still show something once all of them are painted in order: what a single later one covers
 * wholly is left out. Nothing is painted for it, so the price is that of looking at each rectangle once.
 */
export function withoutCovered(rects: readonly RectItem[]): RectItem[] {
  const covers = new Map<number, RectItem[]>();
  const kept: RectItem[] = [];
  for (let at = rects.length - 1; at >= 0; at -= 1) {
    const rect = rects[at]!;
    const tile = Math.floor(rect.y / tileEdge) * tilesInRow + Math.floor(rect.x / tileEdge);
    const later = covers.get(tile);
    if (later?.some((cover) => contains(cover, rect))) continue;
    kept.push(rect);
    if (!later) covers.set(tile, [rect]);
    else if (later.length < mostCovers) later.push(rect);
  }
  return kept.reverse();
}

function contains(outer: RectItem, inner: RectItem): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}
