import type { TerminalChannel, TerminalOpening, TerminalSize } from '@gatehouse/session/plugin';
import { copyOf } from './copy-of.js';
import { SshChannel } from './ssh-channel.js';
import type { WireChannel } from './wire-channel.js';

/** A shell or command of a person's own ssh client. */
export class SshTerminalChannel extends SshChannel implements TerminalChannel {
  readonly kind = 'terminal';
  readonly wish: TerminalChannel['wish'];
  private resize: (size: TerminalSize) => void = () => undefined;
  private signal: (name: string) => void = () => undefined;
  private lineBreak: (milliseconds: number) => void = () => undefined;

  constructor(
    readonly opening: TerminalOpening,
    channel: WireChannel,
  ) {
    super(channel);
    this.wish = copyOf(opening) === null ? opening.right : 'scp';
  }

  onResize(listener: (size: TerminalSize) => void): void {
    this.resize = listener;
  }

  onSignal(listener: (name: string) => void): void {
    this.signal = listener;
  }

  onBreak(listener: (milliseconds: number) => void): void {
    this.lineBreak = listener;
  }

  /** Called by the connection's requests. */
  resized(size: TerminalSize): void {
    this.resize(size);
  }

  signalled(name: string): void {
    this.signal(name);
  }

  broke(milliseconds: number): void {
    this.lineBreak(milliseconds);
  }

  protected override get isTerminal(): boolean {
    return this.opening.pty !== null;
  }
}
