import type { DesktopSize } from '../surface.js';

/** A window that is drawn larger changes all the time; a machine that begins its desktop anew should not. */
const askEveryMs = 1_000;

/**
 * The size that a viewer would like the machine's desktop to have. Invariant: the machine is asked at most once in `askEveryMs`, for
 * what was wished last.
 */
export class SizeWish {
  private wish: DesktopSize | null = null;
  private askedMs = -Infinity;
  private timer: NodeJS.Timeout | null = null;

  /** @param ask passes a wish on. */
  constructor(private readonly ask: (size: DesktopSize) => void) {}

  put(size: DesktopSize): void {
    this.wish = size;
    if (this.timer) return;
    const waitMs = this.askedMs + askEveryMs - performance.now();
    if (waitMs <= 0) return this.pass();
    this.timer = setTimeout(() => {
      this.timer = null;
      this.pass();
    }, waitMs);
  }

  /** What waits is dropped. */
  drop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.wish = null;
  }

  private pass(): void {
    const { wish } = this;
    this.wish = null;
    if (!wish) return;
    this.askedMs = performance.now();
    this.ask(wish);
  }
}
