import { paintPixels } from './paint.js';
import type { RectDecoder } from './decoder.js';

const batchBytes = 64 * 1024;

/** RFC 6143 section 7.7.1, some rows at a time. */
export const decodeRaw: RectDecoder = async (input, surface, area) => {
  const rowBytes = area.width * 4;
  const rowsAtOnce = Math.max(1, Math.floor(batchBytes / rowBytes));
  for (let row = 0; row < area.height; row += rowsAtOnce) {
    const height = Math.min(rowsAtOnce, area.height - row);
    const bytes = input.now(height * rowBytes) ?? (await input.take(height * rowBytes));
    paintPixels(surface, { ...area, y: area.y + row, height }, bytes, 4);
  }
};
