import type { Duplex } from 'node:stream';
import type { StreamReader } from '@gatehouse/desktop';
import type {
  ClientLeg,
  DesktopChannel,
  LegMessage,
  OwnBeginning,
  ScreenWish,
} from '@gatehouse/session/plugin';
import type { AgreedClient } from './agreed-client.js';
import { writeLegPiece } from './leg-pieces.js';
import { writeLastWords } from './last-words.js';
import { wordsOnPicture } from './words-on-picture.js';

export interface Reason {
  readonly code: string;
  readonly text: string;
}

/** The session of a person's own client, from its info packet on: everything after it is the viewer's in the session's thread. */
export class NativeRdpLeg implements ClientLeg {
  readonly kind = 'rdp';
  readonly gone: Promise<void>;
  readonly first: NativeRdpDesktop;
  private giveBack: () => void = () => undefined;

  constructor(
    private readonly stream: Duplex,
    reader: StreamReader,
    agreed: AgreedClient,
    readonly screen: ScreenWish | null,
  ) {
    this.gone = new Promise((resolve) => {
      this.giveBack = resolve;
      if (stream.destroyed) resolve();
      stream.once('close', () => resolve());
    });
    this.first = new NativeRdpDesktop(stream, reader, agreed, this.gone);
  }

  /** Why no desktop was shown, for the door to say; null where one was, or nothing stood against it. */
  get unsaid(): Reason | null {
    return this.first.unsaid;
  }

  /** A client shows one desktop. */
  async nextChannel(): Promise<null> {
    return null;
  }

  tell(message: LegMessage): void {
    this.first.tell(message);
  }

  /**
   * A client that has not been shown anything is gone for the session, and the door has it back to say why: nothing leads from there to
   * any target.
   */
  async close(): Promise<boolean> {
    if (this.stream.destroyed) return true;
    if (this.unsaid) {
      this.giveBack();
      return true;
    }
    const closed = new Promise<true>((resolve) => this.stream.once('close', () => resolve(true)));
    this.stream.end();
    const timer = setTimeout(() => this.stream.destroy(), lastWordsMs);
    return closed.finally(() => clearTimeout(timer));
  }
}

/** What a client is given to take the reason it is shut out for. */
const lastWordsMs = 300;
/** Words that wait for the viewer, at most; the plant does not write faster than they are fetched. */
const mostWords = 8;

/**
 * The desktop of a client. RDP has no place for words beside the picture, so the viewer draws them over it; of the end it has a code,
 * which clients put in words of their own.
 */
class NativeRdpDesktop implements DesktopChannel {
  readonly kind = 'desktop';
  readonly wish = 'view';
  readonly begins: OwnBeginning;
  unsaid: Reason | null = null;
  private hasShown = false;
  private isOver = false;
  private readonly words: Buffer[] = [];
  private wake: () => void = () => undefined;
  private next: Promise<Buffer | null> | null = null;

  constructor(
    private readonly stream: Duplex,
    private readonly reader: StreamReader,
    private readonly agreed: AgreedClient,
    readonly gone: Promise<void>,
  ) {
    this.begins = { viewer: 'rdp', agreed: { ...agreed } };
  }

  /** In the pieces of `LegPiece`: what the client sent, and what is to be drawn over its picture. */
  async read(): Promise<Buffer | null> {
    for (;;) {
      const words = this.words.shift();
      if (words) return words;
      if (this.isOver) return null;
      this.next ??= this.reader.some();
      const told = new Promise<'told'>((resolve) => (this.wake = () => resolve('told')));
      const bytes = await Promise.race([this.next, told]);
      if (bytes === 'told') continue;
      this.next = null;
      return bytes && writeLegPiece({ kind: 'bytes', bytes });
    }
  }

  async write(_stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    // Whole PDUs: what is written at the end stands between them.
    if (this.isOver || !this.stream.writable) return;
    this.hasShown = true;
    if (this.stream.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.stream.off('drain', done);
        this.stream.off('close', done);
        resolve();
      };
      this.stream.on('drain', done);
      this.stream.on('close', done);
    });
  }

  endOutput(): void {}

  tell(message: LegMessage): void {
    if (message.type === 'ended') return this.end(message);
    const piece = wordsOnPicture(message);
    if (!piece || this.isOver || this.words.length === mostWords) return;
    this.words.push(writeLegPiece(piece));
    this.wake();
  }

  refuse(refusal: Reason): void {
    this.end(refusal);
  }

  close(): void {
    if (!this.unsaid) this.stream.end();
  }

  private end({ code, text }: Reason): void {
    if (this.isOver) return;
    this.isOver = true;
    this.wake();
    if (!this.hasShown) this.unsaid = { code, text };
    else if (this.stream.writable) this.stream.write(writeLastWords(this.agreed, code, true));
  }
}
