import type { ByteDuplex } from '../files/byte-duplex.js';

/** One side of a channel, in memory: a test says what the peer sends and sees what it gets. */
export class MemoryDuplex implements ByteDuplex {
  readonly written: Buffer[] = [];
  hasEnded = false;
  /** Told of each write before it counts. */
  onWrite: ((bytes: Buffer) => void) | null = null;
  private readonly sent: (Buffer | null)[] = [];
  private waiting: ((piece: Buffer | null) => void) | null = null;

  send(bytes: Buffer): void {
    this.give(Buffer.from(bytes));
  }

  sendEnd(): void {
    this.give(null);
  }

  read(): Promise<Buffer | null> {
    const piece = this.sent.shift();
    if (piece !== undefined) {
      if (piece === null) this.sent.push(null);
      return Promise.resolve(piece);
    }
    return new Promise((resolve) => (this.waiting = resolve));
  }

  async write(bytes: Buffer): Promise<void> {
    this.written.push(Buffer.from(bytes));
    this.onWrite?.(bytes);
  }

  endOutput(): void {
    this.hasEnded = true;
  }

  bytes(): Buffer {
    return Buffer.concat(this.written);
  }

  private give(piece: Buffer | null): void {
    const { waiting } = this;
    this.waiting = null;
    if (waiting) {
      if (piece === null) this.sent.push(null);
      waiting(piece);
    } else this.sent.push(piece);
  }
}
