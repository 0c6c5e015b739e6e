import type { Duplex } from 'node:stream';
import { FramedStream } from '@gatehouse/session/plugin';
import type {
  ClientLeg,
  DesktopChannel,
  LegMessage,
  ScreenWish,
  StreamFrame,
} from '@gatehouse/session/plugin';

/**
 * A browser's desktop session: one desktop and nothing beside it. Its bytes come over a socket of their own from the process that
 * holds the browser's connection; both directions wait for each other, so a browser that stops reading stops the screen.
 */
export class WebDesktopLeg implements ClientLeg {
  readonly kind = 'web';
  readonly gone: Promise<void>;
  readonly first: WebDesktop;
  private readonly page: FramedStream;

  /** @param stream after the opening message was read from it by `frames`. */
  constructor(
    stream: Duplex,
    frames: AsyncGenerator<StreamFrame>,
    now: () => Date,
    readonly screen: ScreenWish | null = null,
  ) {
    // A page says nothing after its opening but RFB; what is no data has no meaning here.
    this.page = new FramedStream(stream, frames);
    this.gone = this.page.gone;
    this.first = new WebDesktop(this.page, now);
  }

  /** A page shows one desktop. */
  async nextChannel(): Promise<null> {
    return null;
  }

  tell(message: LegMessage): void {
    this.first.tell(message);
  }

  close(): Promise<boolean> {
    return this.page.close();
  }
}

class WebDesktop implements DesktopChannel {
  readonly kind = 'desktop';
  readonly wish = 'view';
  readonly begins = 'version';
  readonly gone: Promise<void>;

  constructor(
    private readonly page: FramedStream,
    private readonly now: () => Date,
  ) {
    this.gone = page.gone;
  }

  read(): Promise<Buffer | null> {
    return this.page.read();
  }

  /** In messages that the socket between the processes takes. */
  async write(_stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += pieceBytes)
      await this.page.write(bytes.subarray(at, at + pieceBytes));
  }

  endOutput(): void {}

  tell(message: LegMessage): void {
    this.page.tell(message, this.now());
  }

  refuse(refusal: { readonly code: string; readonly text: string }): void {
    this.tell({ type: 'ended', reason: 'error', ...refusal });
  }

  /** The page stays until the session is over: it is told why. */
  close(): void {}
}

const pieceBytes = 256 * 1024;
