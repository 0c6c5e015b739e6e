import type { Duplex } from 'node:stream';

/**
 * Reads a stream that nobody reads beside it, as it is asked to. What is not asked for stays in the stream, which holds back its
 * sender; so a stream can be handed on, to TLS say, without losing a byte.
 */
export class StreamReader {
  private wake: () => void = () => undefined;
  private readonly changed = (): void => this.wake();

  /**
   * Listens from now on. Only once: a listener that comes anew to a stream with too few bytes is told of them at once, again
   * and again, before anything else in the process gets its turn.
   */
  constructor(private readonly stream: Duplex) {
    for (const name of events) stream.on(name, this.changed);
  }

  /** Somebody else reads from here on. */
  release(): void {
    for (const name of events) this.stream.off(name, this.changed);
  }

  /** The next bytes, this many. Null when the stream ends before. The caller bounds `length`. */
  exactly(length: number): Promise<Buffer | null> {
    return this.next(() => {
      const bytes = this.stream.read(length) as Buffer | null;
      return bytes?.length === length ? bytes : null;
    });
  }

  /** What there is, as soon as there is something. Null once the stream has ended. */
  some(): Promise<Buffer | null> {
    return this.next(() => this.stream.read() as Buffer | null);
  }

  private async next(take: () => Buffer | null): Promise<Buffer | null> {
    for (;;) {
      const bytes = take();
      if (bytes) return bytes;
      if (this.stream.readableEnded || this.stream.destroyed) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

const events = ['readable', 'end', 'close'] as const;
