/** Bytes that arrive in pieces and are asked for in lengths. One reader. */
export class ByteSource {
  private readonly pieces: Buffer[] = [];
  private held = 0;
  private fault: Error | null = null;
  private wake: () => void = () => undefined;

  push(bytes: Buffer): void {
    this.pieces.push(bytes);
    this.held += bytes.length;
    this.wake();
  }

  /** Whoever waits, now or later, is told this. */
  end(fault: Error): void {
    this.fault ??= fault;
    this.wake();
  }

  async exactly(length: number): Promise<Buffer> {
    while (this.held < length) {
      if (this.fault) throw this.fault;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return this.take(length);
  }

  private take(length: number): Buffer {
    const [first] = this.pieces;
    this.held -= length;
    if (first && first.length > length) {
      this.pieces[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const all = this.pieces.length === 1 && first ? first : Buffer.concat(this.pieces);
    this.pieces.length = 0;
    if (all.length > length) this.pieces.push(all.subarray(length));
    return all.subarray(0, length);
  }
}
