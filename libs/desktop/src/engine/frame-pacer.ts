/**
 * When the next picture is taken: at the end of the read batch in which something came, so that what a target painted in one
 * go is one picture; and no sooner after the one before than the frame rate allows.
 */
export class FramePacer {
  private readonly everyMs: number;
  private dueMs = -Infinity;
  private cancel: (() => void) | null = null;

  constructor(
    framesPerSecond: number,
    private readonly take: () => void,
  ) {
    this.everyMs = 1000 / framesPerSecond;
  }

  /** There is something to look at. */
  wake(): void {
    if (this.cancel) return;
    const waitMs = this.dueMs - performance.now();
    const run = (): void => {
      this.cancel = null;
      // Timers may be early by a part of a millisecond.
      if (performance.now() < this.dueMs) return this.wake();
      this.take();
    };
    if (waitMs <= 0) {
      const immediate = setImmediate(run);
      this.cancel = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(run, waitMs);
      this.cancel = () => clearTimeout(timer);
    }
  }

  /** A picture was taken. */
  taken(): void {
    this.dueMs = performance.now() + this.everyMs;
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }
}
