/** Updates that a viewer has not confirmed, at most; their bytes; and how long the oldest may have been on its way. */
const mostUpdates = 32;
const mostBytes = 512 * 1024;
const leastPatienceMs = 120;
/** So many are always allowed: with fewer a long way to the viewer would stand still between two. */
const alwaysUpdates = 2;

interface OnItsWay {
  readonly id: number;
  readonly sentMs: number;
  readonly bytes: number;
}

/**
 * How far continuous updates may run ahead of a viewer. Each ends with a fence, which the viewer sends back once it has
 * drawn what came before. The window closes when the way begins to queue: the oldest answer is later than twice the best.
 */
export class UpdateWindow {
  private readonly onTheirWay: OnItsWay[] = [];
  private last = 0;
  private bytes = 0;
  private shortestMs = Infinity;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  get isOpen(): boolean {
    const [oldest] = this.onTheirWay;
    if (!oldest || this.onTheirWay.length < alwaysUpdates) return true;
    const patienceMs = Math.max(leastPatienceMs, Number.isFinite(this.shortestMs) ? this.shortestMs * 2 : 0);
    return (
      this.onTheirWay.length < mostUpdates &&
      this.bytes < mostBytes &&
      this.nowMs() - oldest.sentMs < patienceMs
    );
  }

  /** Gives the payload of the fence that goes behind the update. */
  sent(bytes: number): Buffer {
    this.last = (this.last + 1) >>> 0;
    this.onTheirWay.push({ id: this.last, sentMs: this.nowMs(), bytes });
    this.bytes += bytes;
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(this.last);
    return payload;
  }

  /** An answer confirms everything up to it. Others, and those that were never asked for, say nothing. */
  answered(payload: Buffer): void {
    if (payload.length !== 4) return;
    const index = this.onTheirWay.findIndex(({ id }) => id === payload.readUInt32BE(0));
    for (const update of this.onTheirWay.splice(0, index + 1)) {
      this.bytes -= update.bytes;
      if (update.id === payload.readUInt32BE(0))
        this.shortestMs = Math.min(this.shortestMs, this.nowMs() - update.sentMs);
    }
  }
}
