/**
 * What is in the spool and not folded yet. A session that outruns the folding is slowed once this is large; while
 * the folding stands still (its disk is gone) the session runs on: the spool is the recording, the container waits.
 */
export class FoldingBacklog {
  private written = 0;
  private consumed = 0;
  private standsStill = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly mostBytes = 64 << 20,
    private readonly patienceMs = 5000,
  ) {}

  get bytes(): number {
    return Math.max(0, this.written - this.consumed);
  }

  wrote(totalBytes: number): void {
    this.written = totalBytes;
  }

  folded(totalBytes: number): void {
    this.consumed = totalBytes;
    this.standsStill = false;
    if (this.bytes <= this.mostBytes) this.wake?.();
  }

  /** Also said when nothing was heard for long. */
  stopped(): void {
    this.standsStill = true;
    this.wake?.();
  }

  /** Resolves when the next write may go to the spool. */
  async wait(): Promise<void> {
    while (this.bytes > this.mostBytes && !this.standsStill) {
      const before = this.consumed;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.patienceMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
      if (this.consumed === before) this.standsStill = true;
    }
  }
}
