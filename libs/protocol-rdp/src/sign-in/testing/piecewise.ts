import type { Duplex } from 'node:stream';

/** Takes exact numbers of octets from a stream. Rejects with `StreamEnded` when they never come. */
export class Piecewise {
  private waiting = Buffer.alloc(0);
  private isOver = false;
  private wake: () => void = () => undefined;

  constructor(private readonly stream: Duplex) {
    stream.on('data', this.onData);
    for (const event of ['end', 'close', 'error']) stream.on(event, this.onEnd);
  }

  async take(count: number): Promise<Buffer> {
    while (this.waiting.length < count) {
      if (this.isOver) throw new StreamEnded();
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const taken = this.waiting.subarray(0, count);
    this.waiting = this.waiting.subarray(count);
    return taken;
  }

  /** Nothing is read any more, as before TLS takes over. */
  release(): void {
    this.stream.off('data', this.onData).pause();
  }

  private readonly onData = (bytes: Buffer): void => {
    this.waiting = Buffer.concat([this.waiting, bytes]);
    this.wake();
  };

  private readonly onEnd = (): void => {
    this.isOver = true;
    this.wake();
  };
}

export class StreamEnded extends Error {
  constructor() {
    super('the other side hung up');
    this.name = 'StreamEnded';
  }
}
