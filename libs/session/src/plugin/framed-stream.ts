import type { Duplex } from 'node:stream';
import type { LegMessage } from './client-leg.js';
import { messageOnWire } from './message-on-wire.js';
import { encodeControl, encodeData, writeFrame } from './stream-frames.js';
import type { StreamFrame } from './stream-frames.js';

/** What the page of a browser is given to take the words it is left with. */
const lastWordsMs = 300;

/**
 * The session host's end of one stream of a browser, in frames: what it says is written in the order in which it was said, and
 * both directions wait for each other. What cannot be read as a frame ends this stream and nothing else.
 */
export class FramedStream {
  /** Resolves when the browser is gone. */
  readonly gone: Promise<void>;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly input: AsyncGenerator<Buffer>;

  /**
   * @param stream after the opening message was read from it by `frames`.
   * @param control hears every message that is no data.
   * @param pieceBytes of data read at once, at most.
   */
  constructor(
    private readonly stream: Duplex,
    private readonly frames: AsyncGenerator<StreamFrame>,
    private readonly control: (value: unknown) => void = () => undefined,
    private readonly pieceBytes = 1024 * 1024,
  ) {
    this.gone = new Promise((resolve) => {
      if (stream.destroyed) resolve();
      stream.once('close', () => resolve());
    });
    stream.on('error', () => undefined);
    this.input = this.data();
  }

  /** The next piece of data. Null once, at the end. */
  async read(): Promise<Buffer | null> {
    const next = await this.input.next();
    return next.done ? null : next.value;
  }

  /** @param bytes at most 1 MiB. Resolves when there is room again, or when the browser is gone. */
  write(bytes: Buffer): Promise<void> {
    return this.send(encodeData(bytes));
  }

  tell(message: LegMessage, at: Date): void {
    this.say(messageOnWire(message, at));
  }

  say(message: object): void {
    void this.send(encodeControl(message));
  }

  /** Resolves when everything that was said is handed over. */
  flushed(): Promise<unknown> {
    return this.turn;
  }

  /** Ends it behind what was said; who does not take that in time is cut. Resolves true once it was seen closed. */
  async close(): Promise<boolean> {
    if (this.stream.destroyed) return true;
    void this.turn.then(() => this.stream.end());
    const timer = setTimeout(() => this.stream.destroy(), lastWordsMs);
    await this.gone;
    clearTimeout(timer);
    return true;
  }

  private send(frame: Buffer): Promise<void> {
    const sent = this.turn.then(() => writeFrame(this.stream, frame)).then(() => undefined);
    this.turn = sent;
    return sent;
  }

  private async *data(): AsyncGenerator<Buffer> {
    try {
      for await (const frame of this.frames)
        if (frame.type === 'control') this.control(frame.value);
        else
          for (let at = 0; at < frame.bytes.length; at += this.pieceBytes)
            yield frame.bytes.subarray(at, at + this.pieceBytes);
    } catch {
      this.stream.destroy();
    }
  }
}
