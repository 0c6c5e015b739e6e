/** Bytes that have come and were not taken. Holds what is pushed; who pushes bounds it by taking. */
export class ByteQueue {
  private pieces: Buffer[] = [];
  private total = 0;

  get length(): number {
    return this.total;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.total += bytes.length;
  }

  /** The next bytes, which stay; null while there are fewer. */
  peek(count: number): Buffer | null {
    if (this.total < count) return null;
    const [first] = this.pieces;
    if (first && first.length >= count) return first.subarray(0, count);
    const whole = Buffer.concat(this.pieces, this.total);
    this.pieces = [whole];
    return whole.subarray(0, count);
  }

  /** The next bytes; null while there are fewer. */
  take(count: number): Buffer | null {
    const bytes = this.peek(count);
    if (bytes) this.drop(count);
    return bytes;
  }

  /** Throws away at most so many of the next bytes; gives how many there were. */
  drop(count: number): number {
    const dropped = Math.min(count, this.total);
    let left = dropped;
    while (left > 0) {
      const [first] = this.pieces;
      if (!first) break;
      if (first.length > left) {
        this.pieces[0] = first.subarray(left);
        break;
      }
      left -= first.length;
      this.pieces.shift();
    }
    this.total -= dropped;
    return dropped;
  }
}
