import type { Duplex } from 'node:stream';
import { TargetGone } from './target-faults.js';

/** A sender that is faster than the decoder waits from here on. */
const mostWaiting = 256 * 1024;

/**
 * What a target sends, taken in exact numbers of bytes. Invariant: what waits here is bounded, beside one piece that was
 * asked for; whoever asks bounds that piece before asking.
 */
export class WireInput {
  private readonly pieces: Buffer[] = [];
  private waiting = 0;
  private gone: TargetGone | null = null;
  private wanted: { count: number; resolve: () => void; reject: (error: Error) => void } | null = null;
  private stream: Duplex | null = null;

  constructor(stream: Duplex) {
    this.readFrom(stream);
  }

  /** The next bytes if all of them are here, else null. They are not touched any more. */
  now(count: number): Buffer | null {
    if (count > this.waiting) return null;
    this.waiting -= count;
    const taken = this.cut(count);
    if (this.waiting < mostWaiting / 2 && this.stream?.isPaused()) this.stream.resume();
    return taken;
  }

  /** The same, as soon as they are here. Rejects with `TargetGone` when they never come. One asker at a time. */
  async take(count: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.now(count);
      if (bytes) return bytes;
      if (this.gone) throw this.gone;
      await new Promise<void>((resolve, reject) => {
        this.wanted = { count, resolve, reject };
        this.stream?.resume();
      });
    }
  }

  async byte(): Promise<number> {
    return (this.now(1) ?? (await this.take(1)))[0]!;
  }

  async u16(): Promise<number> {
    return (this.now(2) ?? (await this.take(2))).readUInt16BE(0);
  }

  async u32(): Promise<number> {
    return (this.now(4) ?? (await this.take(4))).readUInt32BE(0);
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const piece = Math.min(left, mostWaiting / 4);
      if (!this.now(piece)) await this.take(piece);
      left -= piece;
    }
  }

  /** Goes on reading from another stream, as after a change to TLS; what waited of the old one is dropped by `detach`. */
  readFrom(stream: Duplex): void {
    this.stream = stream;
    stream.on('data', this.onData).on('end', this.onEnd).on('close', this.onEnd).on('error', this.onError);
  }

  /** Leaves the stream to somebody else. Gives how many bytes had come and were not taken. */
  detach(): number {
    const { stream, waiting } = this;
    stream?.pause();
    stream
      ?.off('data', this.onData)
      .off('end', this.onEnd)
      .off('close', this.onEnd)
      .off('error', this.onError);
    this.stream = null;
    this.pieces.length = 0;
    this.waiting = 0;
    return waiting;
  }

  private readonly onData = (bytes: Buffer): void => {
    this.pieces.push(bytes);
    this.waiting += bytes.length;
    const { wanted } = this;
    if (wanted && this.waiting >= wanted.count) {
      this.wanted = null;
      wanted.resolve();
    }
    if (!this.wanted && this.waiting >= mostWaiting) this.stream?.pause();
  };

  private readonly onEnd = (): void => this.end(new TargetGone('the target closed the connection'));

  private readonly onError = (error: NodeJS.ErrnoException): void =>
    this.end(new TargetGone(`the connection to the target failed (${error.code ?? error.name})`));

  private end(gone: TargetGone): void {
    this.gone ??= gone;
    this.wanted?.reject(this.gone);
    this.wanted = null;
  }

  private cut(count: number): Buffer {
    const [first] = this.pieces;
    if (first && first.length > count) {
      this.pieces[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    if (first && first.length === count) {
      this.pieces.shift();
      return first;
    }
    const bytes = Buffer.allocUnsafe(count);
    let [filled, whole] = [0, 0];
    for (const piece of this.pieces) {
      const used = piece.copy(bytes, filled);
      filled += used;
      if (used < piece.length) {
        this.pieces[whole] = piece.subarray(used);
        break;
      }
      whole += 1;
      if (filled === count) break;
    }
    this.pieces.splice(0, whole);
    return bytes;
  }
}
