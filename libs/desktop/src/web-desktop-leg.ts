import type { Duplex } from 'node:stream';
import { encodeControl, encodeData, messageOnWire, readFrames, writeFrame } from '@gatehouse/session/plugin';
import type { ClientLeg, DesktopChannel, LegMessage, ScreenWish } from '@gatehouse/session/plugin';

/**
 * A browser's desktop session: one desktop and nothing beside it. Its bytes come over a socket of their own from the process that
 * holds the browser's connection; both directions wait for each other, so a browser that stops reading stops the screen.
 */
export class WebDesktopLeg implements ClientLeg {
  readonly kind = 'web';
  readonly gone: Promise<void>;
  readonly first: WebDesktop;

  /** @param stream after the opening message was read from it by `frames`. */
  constructor(
    private readonly stream: Duplex,
    frames: ReturnType<typeof readFrames>,
    now: () => Date,
    readonly screen: ScreenWish | null = null,
  ) {
    this.gone = new Promise((resolve) => {
      if (stream.destroyed) resolve();
      stream.once('close', () => resolve());
    });
    stream.on('error', () => undefined);
    this.first = new WebDesktop(stream, frames, now, this.gone);
  }

  /** A page shows one desktop. */
  async nextChannel(): Promise<null> {
    return null;
  }

  tell(message: LegMessage): void {
    this.first.tell(message);
  }

  async close(): Promise<boolean> {
    if (this.stream.destroyed) return true;
    const closed = this.gone.then(() => true);
    void this.first.flushed().then(() => this.stream.end());
    let timer: NodeJS.Timeout | undefined;
    const force = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        this.stream.destroy();
        resolve(closed);
      }, lastWordsMs);
    });
    return Promise.race([closed, force]).finally(() => clearTimeout(timer));
  }
}

/** What a page is given to take the words it is left with. */
const lastWordsMs = 300;

class WebDesktop implements DesktopChannel {
  readonly kind = 'desktop';
  readonly wish = 'view';
  readonly begins = 'version';
  private readonly input: AsyncGenerator<Buffer>;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly stream: Duplex,
    frames: ReturnType<typeof readFrames>,
    private readonly now: () => Date,
    readonly gone: Promise<void>,
  ) {
    this.input = this.pieces(frames);
  }

  async read(): Promise<Buffer | null> {
    const next = await this.input.next();
    return next.done ? null : next.value;
  }

  /** In messages that the socket between the processes takes. */
  async write(_stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += pieceBytes)
      await this.send(encodeData(bytes.subarray(at, at + pieceBytes)));
  }

  endOutput(): void {}

  tell(message: LegMessage): void {
    void this.send(encodeControl(messageOnWire(message, this.now())));
  }

  refuse(refusal: { readonly code: string; readonly text: string }): void {
    this.tell({ type: 'ended', reason: 'error', ...refusal });
  }

  /** The page stays until the session is over: it is told why. */
  close(): void {}

  flushed(): Promise<unknown> {
    return this.turn;
  }

  private send(frame: Buffer): Promise<void> {
    const sent = this.turn.then(() => writeFrame(this.stream, frame)).then(() => undefined);
    this.turn = sent;
    return sent;
  }

  private async *pieces(frames: ReturnType<typeof readFrames>): AsyncGenerator<Buffer> {
    try {
      // A page says nothing after its opening but RFB; what is no data has no meaning here.
      for await (const frame of frames) if (frame.type === 'data') yield frame.bytes;
    } catch {
      // What cannot be read as a frame ends this stream and nothing else.
      this.stream.destroy();
    }
  }
}

const pieceBytes = 256 * 1024;
