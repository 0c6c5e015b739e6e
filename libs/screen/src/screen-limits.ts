/** Edge of a tile in pixels. A rectangle on record never crosses the border of one. */
export const tileEdge = 64;

/** Longest side and largest area of a desktop, in pixels: what a machine may claim before anything is allocated for it. */
export const longestSide = 8192;
export const largestArea = 4096 * 2304;

/** Longest side of a cursor's picture, in pixels. */
export const longestCursorSide = 256;

/** Longest text that one clipboard event carries, in bytes of UTF-8. */
export const longestClipboard = 256 * 1024;

/** Both sides are whole numbers from 1, and neither they nor their product is too large. */
export function isScreenSize(width: number, height: number): boolean {
  return (
    Number.isInteger(width) &&
    Number.isInteger(height) &&
    width >= 1 &&
    height >= 1 &&
    width <= longestSide &&
    height <= longestSide &&
    width * height <= largestArea
  );
}
