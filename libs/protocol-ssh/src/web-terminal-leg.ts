import type { Duplex } from 'node:stream';
import { FramedStream } from '@gatehouse/session/plugin';
import type {
  ClientChannel,
  ClientLeg,
  LegMessage,
  StreamFrame,
  TerminalChannel,
  TerminalExit,
  TerminalOpening,
  TerminalSize,
} from '@gatehouse/session/plugin';
import { bounded } from './relay-resizes.js';
import { pieceBytes } from './wire-channel.js';

/**
 * A browser's session: one terminal, and what else is attached to it while it is open. Its bytes come over a socket of
 * their own from the process that holds the browser's connection; both directions wait for each other, so a browser
 * that stops reading stops the target.
 */
export class WebTerminalLeg implements ClientLeg {
  readonly kind = 'web';
  readonly gone: Promise<void>;
  readonly first: WebTerminal;
  private readonly page: FramedStream;
  /** Attached and not taken yet. */
  private readonly waiting: ClientChannel[] = [];
  private readonly attached = new Set<ClientChannel>();
  private wake: () => void = () => undefined;
  private isEnding = false;

  /** @param stream after the opening message was read from it by `frames`. */
  constructor(stream: Duplex, frames: AsyncGenerator<StreamFrame>, size: TerminalSize, now: () => Date) {
    this.page = new FramedStream(stream, frames, (message) => this.first.control(message), pieceBytes);
    this.gone = this.page.gone;
    this.first = new WebTerminal(this.page, size, now);
    void Promise.race([this.first.over, this.gone]).then(() => {
      this.isEnding = true;
      this.wake();
    });
  }

  /**
   * Puts a further channel of the same page into this session. False when the session is on its way out, or has as many
   * as a page needs.
   */
  attach(channel: ClientChannel): boolean {
    if (this.isEnding || this.attached.size >= mostAttached) return false;
    this.attached.add(channel);
    void channel.gone.then(() => this.attached.delete(channel));
    this.waiting.push(channel);
    this.wake();
    return true;
  }

  async nextChannel(): Promise<ClientChannel | null> {
    for (;;) {
      const next = this.waiting.shift();
      if (next) return next;
      if (this.isEnding) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  tell(message: LegMessage): void {
    this.first.tell(message);
  }

  close(): Promise<boolean> {
    for (const channel of this.attached) channel.close();
    return this.page.close();
  }
}

/** A page has one panel for files; a reload may overlap with it. */
const mostAttached = 4;

/** The terminal of a browser's session. */
class WebTerminal implements TerminalChannel {
  readonly kind = 'terminal';
  readonly wish = 'shell';
  readonly opening: TerminalOpening;
  /** Resolves when the program in it has ended, or it was refused. */
  readonly over: Promise<void>;
  private end: () => void = () => undefined;
  private resize: (size: TerminalSize) => void = () => undefined;
  readonly gone: Promise<void>;

  constructor(
    private readonly page: FramedStream,
    size: TerminalSize,
    private readonly now: () => Date,
  ) {
    this.gone = page.gone;
    this.opening = {
      right: 'shell',
      command: null,
      pty: {
        term: 'xterm-256color',
        columns: bounded(size.columns, 500),
        rows: bounded(size.rows, 300),
        modes: {},
      },
      environment: { LANG: 'C.UTF-8' },
    };
    this.over = new Promise((resolve) => (this.end = resolve));
  }

  read(): Promise<Buffer | null> {
    return this.page.read();
  }

  write(_stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    return this.page.write(bytes);
  }

  onResize(listener: (size: TerminalSize) => void): void {
    this.resize = listener;
  }

  /** A browser sends no signals beside what is typed. */
  onSignal(_listener: (signal: string) => void): void {}

  onBreak(_listener: (milliseconds: number) => void): void {}

  endOutput(): void {}

  exit(_exit: TerminalExit): void {}

  tell(message: LegMessage): void {
    this.page.tell(message, this.now());
  }

  refuse(refusal: { readonly code: string; readonly text: string }): void {
    this.tell({ type: 'ended', reason: 'error', ...refusal });
    this.end();
  }

  /** The page stays until the session is over: it is told why. */
  close(): void {
    this.end();
  }

  /** What a page says beside what is typed. */
  control(value: unknown): void {
    const message = value as { type?: unknown; columns?: unknown; rows?: unknown };
    if (message.type === 'resize' && typeof message.columns === 'number' && typeof message.rows === 'number')
      this.resize({ columns: bounded(message.columns, 500), rows: bounded(message.rows, 300) });
  }
}
