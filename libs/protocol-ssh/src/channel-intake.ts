import { ByteQueue } from './byte-queue.js';
import type { Ssh2Channel } from './ssh2-internals.js';

type Incoming = Ssh2Channel | Ssh2Channel['stderr'];

/**
 * What a peer sent on one stream of a channel and nobody took yet. ssh2 hands every packet to the `push` of a Node
 * stream, which costs as much as decrypting it, and gives the window back by its own rule; so `push` leads here, and
 * says that the stream is full, which keeps ssh2 from touching the window.
 */
export class ChannelIntake {
  private readonly queue = new ByteQueue();
  private hasEnded: boolean;
  private wake: (() => void)[] = [];

  /**
   * @param hasEnded the peer has said already that nothing more follows.
   * @param took told after bytes were taken, so that the window may open again.
   */
  constructor(
    stream: Incoming,
    hasEnded: boolean,
    private readonly took: () => void,
  ) {
    this.hasEnded = hasEnded;
    // What came in the very turn in which the channel was opened lies in the stream.
    for (let early = readNow(stream); early !== null; early = readNow(stream)) this.queue.put(early);
    const push = stream.push.bind(stream);
    stream.push = (bytes: Buffer | null): boolean => {
      if (bytes !== null) this.queue.put(bytes);
      else if (!this.hasEnded) {
        this.hasEnded = true;
        push(null);
        // Nobody reads the stream itself: it is let run to its end, so that ssh2 sees it closed.
        stream.resume();
      }
      this.look();
      return false;
    };
  }

  /** Bytes that wait here. */
  get size(): number {
    return this.queue.size;
  }

  /** At most `most` bytes, as soon as there is one; null at the end. */
  async take(most: number): Promise<Buffer | null> {
    while (this.queue.size === 0 && !this.hasEnded)
      await new Promise<void>((resolve) => this.wake.push(resolve));
    const bytes = this.queue.take(most);
    if (bytes !== null) this.took();
    return bytes;
  }

  /** The peer is gone: what came before is still given, and then the end. */
  end(): void {
    this.hasEnded = true;
    this.look();
  }

  private look(): void {
    for (const resolve of this.wake.splice(0)) resolve();
  }
}

function readNow(stream: Incoming): Buffer | null {
  return stream.readable ? (stream.read() as Buffer | null) : null;
}
