import type { DesktopSize } from '@gatehouse/desktop';

/** A target that has made nothing of a size by then never will. */
const patienceMs = 3_000;

/**
 * One size at a time: xrdp loses what it is asked while it changes to another. What is wished meanwhile waits, the last word counting.
 */
export class SizeTurn {
  private wish: DesktopSize | null = null;
  private isBusy = false;
  private timer: NodeJS.Timeout | null = null;

  /** @param ask the target; true where it was asked, and a share of another size may follow. */
  constructor(private readonly ask: (size: DesktopSize) => boolean) {}

  put(size: DesktopSize): void {
    if (this.isBusy) {
      this.wish = size;
      return;
    }
    if (!this.ask(size)) return;
    this.hold();
    this.timer = setTimeout(() => this.free(), patienceMs);
  }

  /** The target is between two shares. */
  hold(): void {
    this.stop();
    this.isBusy = true;
  }

  /** A share is active. */
  free(): void {
    this.stop();
    this.isBusy = false;
    const { wish } = this;
    this.wish = null;
    if (wish) this.put(wish);
  }

  /** Nothing is asked by itself any more. */
  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
