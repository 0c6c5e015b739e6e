import { encodeRect, type PixelSource } from './encode-rect.js';
import { tileEdge } from './screen-limits.js';
import type { ScreenItem } from './screen-update.js';

/** The whole picture as items that need nothing older: its size, then every tile that is not black. */
export function* pictureItems(source: PixelSource): Generator<ScreenItem> {
  const { width, height } = source;
  if (width === 0 || height === 0) return;
  yield { kind: 'size', width, height };
  for (let y = 0; y < height; y += tileEdge)
    for (let x = 0; x < width; x += tileEdge) {
      const tile = encodeRect(source, x, y, Math.min(tileEdge, width - x), Math.min(tileEdge, height - y));
      const isBlack = tile.palette?.length === 3 && tile.palette.every((part) => part === 0);
      if (!isBlack) yield tile;
    }
}
