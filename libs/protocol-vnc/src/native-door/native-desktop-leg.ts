import type { Socket } from 'node:net';
import type { StreamReader } from '@gatehouse/desktop';
import type { ClientLeg, DesktopChannel, LegMessage } from '@gatehouse/session/plugin';
import { signInFailure, signInSuccess } from './sign-in-failure.js';

/** The session of a person's own viewer: its credentials were taken, the answer to them is still to come. */
export class NativeDesktopLeg implements ClientLeg {
  readonly kind = 'vnc';
  readonly gone: Promise<void>;
  readonly first: NativeDesktop;

  constructor(
    private readonly stream: Socket,
    reader: StreamReader,
    /** False before RFB 3.8, where a refusal has no words. */
    takesReasons = true,
  ) {
    this.gone = new Promise((resolve) => {
      if (stream.destroyed) resolve();
      stream.once('close', () => resolve());
    });
    this.first = new NativeDesktop(stream, reader, this.gone, takesReasons);
  }

  /** A viewer shows one desktop. */
  async nextChannel(): Promise<null> {
    return null;
  }

  tell(message: LegMessage): void {
    this.first.tell(message);
  }

  async close(): Promise<boolean> {
    if (this.stream.destroyed) return true;
    const closed = this.gone.then(() => true);
    this.stream.end();
    const timer = setTimeout(() => this.stream.destroy(), lastWordsMs);
    return closed.finally(() => clearTimeout(timer));
  }
}

/** What a viewer is given to take the reason it is shut out for. */
const lastWordsMs = 300;

/**
 * The desktop of a viewer. RFB has one place for words to the person: the reason in the answer to the sign-in. So the viewer is
 * let in when its session is ready, and everything that stands against it until then is told as that reason; of what comes later
 * (warnings, messages, the reason of the end) it can show nothing, and the connection closes.
 */
class NativeDesktop implements DesktopChannel {
  readonly kind = 'desktop';
  readonly wish = 'view';
  readonly begins = 'client-init';
  private isAnswered = false;

  constructor(
    private readonly stream: Socket,
    private readonly reader: StreamReader,
    readonly gone: Promise<void>,
    private readonly takesReasons: boolean,
  ) {}

  read(): Promise<Buffer | null> {
    return this.reader.some();
  }

  async write(_stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    // Nothing goes to a viewer that was not let in.
    if (!this.isAnswered || !this.stream.writable || this.stream.write(bytes)) return;
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
    if (message.type === 'ready') this.answer(signInSuccess);
    else if (message.type === 'ended') this.refuse(message);
  }

  refuse({ code, text }: { readonly code: string; readonly text: string }): void {
    this.answer(signInFailure(`${code}: ${text}`, this.takesReasons));
  }

  close(): void {
    this.stream.end();
  }

  private answer(bytes: Buffer): void {
    if (this.isAnswered || !this.stream.writable) return;
    this.isAnswered = true;
    this.stream.write(bytes);
  }
}
