import type { DesktopClientMessage } from '@gatehouse/contracts';

type Wish = NonNullable<DesktopClientMessage['screen']>;

/** The bar above the picture. */
const barHeight = 64;
/** A desktop with less on its shorter side has no room for its own menus. */
const shortestSide = 640;

/**
 * How large a screen this window has room for, in the pixels of the page: what is drawn finer than the page would be too small to read,
 * as no machine is told of it. A small window shows a larger screen smaller. The machine has the last word.
 */
export function screenWish({ innerWidth, innerHeight }: { innerWidth: number; innerHeight: number }): Wish {
  const [room, below] = [Math.max(1, innerWidth), Math.max(1, innerHeight - barHeight)];
  const scale = Math.max(1, shortestSide / Math.min(room, below));
  // RDP counts widths in steps of four.
  const width = Math.round((room * scale) / 4) * 4;
  return { width: Math.min(4096, width), height: Math.min(2304, Math.round(below * scale)) };
}
