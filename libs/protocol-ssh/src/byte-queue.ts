import { joinPieces } from './batch-buffers.js';

/** Small pieces behind others are put together in buffers of this size. */
const tailBytes = 32 * 1024;
const smallBytes = 4 * 1024;

/**
 * Bytes in order of their arrival. What it holds costs about as much memory as it has bytes: a peer that sends its
 * data in single bytes would otherwise pay one of its window for a hundred of ours.
 */
export class ByteQueue {
  private pieces: Buffer[] = [];
  private waiting = 0;
  /** The last piece, when it has room left behind it. */
  private tail: { buffer: Buffer; used: number } | null = null;

  get size(): number {
    return this.waiting;
  }

  put(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const isFirst = this.waiting === 0;
    this.waiting += bytes.length;
    if (isFirst || bytes.length > smallBytes) {
      this.closeTail();
      this.pieces.push(bytes);
      return;
    }
    if (this.tail && this.tail.used + bytes.length > tailBytes) this.closeTail();
    this.tail ??= { buffer: Buffer.allocUnsafeSlow(tailBytes), used: 0 };
    this.tail.used += bytes.copy(this.tail.buffer, this.tail.used);
  }

  /** The first bytes, at least one and at most `most`; null when there are none. They are not touched any more, until `giveBack`. */
  take(most: number): Buffer | null {
    if (this.waiting === 0) return null;
    if (this.waiting <= most) return this.takeAll();
    let bytes = 0;
    let count = 0;
    for (const piece of this.pieces) {
      if (bytes + piece.length > most) break;
      bytes += piece.length;
      count += 1;
    }
    if (count === 0) return this.takeFromFirst(most);
    this.waiting -= bytes;
    return joined(this.pieces.splice(0, count), bytes);
  }

  private takeAll(): Buffer {
    this.closeTail();
    const bytes = joined(this.pieces, this.waiting);
    this.pieces = [];
    this.waiting = 0;
    return bytes;
  }

  private takeFromFirst(most: number): Buffer {
    if (this.pieces.length === 0) this.closeTail();
    const first = this.pieces[0] ?? Buffer.alloc(0);
    const taken = first.subarray(0, most);
    if (taken.length === first.length) this.pieces.shift();
    else this.pieces[0] = first.subarray(most);
    this.waiting -= taken.length;
    return taken;
  }

  private closeTail(): void {
    if (this.tail) this.pieces.push(this.tail.buffer.subarray(0, this.tail.used));
    this.tail = null;
  }
}

function joined(pieces: readonly Buffer[], bytes: number): Buffer {
  return pieces.length === 1 && pieces[0] ? pieces[0] : joinPieces(pieces, bytes);
}
