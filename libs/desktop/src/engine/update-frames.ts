import { lengthOf, type ScreenItem, writeScreenUpdate } from '@gatehouse/screen';

/** A frame of a recording holds 8 MiB at most; one item is 12 KiB at most. */
const longestFrameBytes = 4 * 1024 * 1024;

/** The items as one frame, or as several where they are too large for one. */
export function updateFrames(items: readonly ScreenItem[]): Uint8Array[] {
  const frames: Uint8Array[] = [];
  let next: ScreenItem[] = [];
  let bytes = 0;
  for (const item of items) {
    const length = lengthOf(item);
    if (bytes + length > longestFrameBytes) {
      frames.push(writeScreenUpdate(next));
      next = [];
      bytes = 0;
    }
    next.push(item);
    bytes += length;
  }
  if (next.length > 0) frames.push(writeScreenUpdate(next));
  return frames;
}
