/** Bytes from one end of a test to the other, read in any piece. */
export class BytePipe {
  private held = Buffer.alloc(0);
  private wake: () => void = () => undefined;
  private isEnded = false;

  get length(): number {
    return this.held.length;
  }

  push(bytes: Uint8Array): void {
    this.held = Buffer.concat([this.held, bytes]);
    this.wake();
  }

  end(): void {
    this.isEnded = true;
    this.wake();
  }

  /** Everything that is there, once something is; null at the end. */
  async any(): Promise<Buffer | null> {
    while (this.held.length === 0 && !this.isEnded) await this.more();
    if (this.held.length === 0) return null;
    const bytes = this.held;
    this.held = Buffer.alloc(0);
    return bytes;
  }

  /** Exactly so many. Throws when the end comes before. */
  async exactly(count: number): Promise<Buffer> {
    while (this.held.length < count) {
      if (this.isEnded) throw new Error('the bytes ended');
      await this.more();
    }
    const bytes = this.held.subarray(0, count);
    this.held = this.held.subarray(count);
    return bytes;
  }

  private more(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
