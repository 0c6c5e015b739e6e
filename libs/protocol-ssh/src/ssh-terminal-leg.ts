import type {
  LegMessage,
  TerminalExit,
  TerminalLeg,
  TerminalOpening,
  TerminalSize,
} from '@gatehouse/session/plugin';
import type { WireChannel } from './wire-channel.js';

/** A channel of a person's own ssh client. */
export class SshTerminalLeg implements TerminalLeg {
  readonly kind = 'ssh';
  readonly gone: Promise<void>;
  private exited = false;
  private resize: (size: TerminalSize) => void = () => undefined;
  private signal: (name: string) => void = () => undefined;
  private lineBreak: (milliseconds: number) => void = () => undefined;

  /** @param closeWire ends the whole connection; resolves true once its socket was seen closed. */
  constructor(
    readonly opening: TerminalOpening,
    private readonly channel: WireChannel,
    private readonly closeWire: () => Promise<boolean>,
  ) {
    this.gone = channel.gone;
  }

  read(): Promise<Buffer | null> {
    return this.channel.read();
  }

  write(stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    return this.channel.write(stream, bytes);
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

  endOutput(): void {
    this.channel.endOutput();
  }

  exit(exit: TerminalExit): void {
    if (this.exited) return;
    this.exited = true;
    if (exit === null) this.channel.exitStatus(254);
    else if ('status' in exit) this.channel.exitStatus(exit.status);
    else this.channel.exitSignal(exit.signal, exit.coreDumped, exit.text);
  }

  /** As error output: beside what the target wrote, never inside it. Without a terminal only what must be read. */
  tell(message: LegMessage): void {
    const isTerminal = this.opening.pty !== null;
    if (!isTerminal && message.type !== 'ended' && message.type !== 'notice') return;
    const text = textOf(message);
    const end = isTerminal ? '\r\n' : '\n';
    const start = isTerminal && message.type !== 'ready' ? '\r\n' : '';
    void this.channel.write('err', Buffer.from(`${start}${text.replace(/\n/g, end)}${end}`));
  }

  /**
   * Exit and close were sent before; a client hangs up on them by itself within a round trip. Hanging up first
   * would race with the exit status, which ssh then replaces by 255.
   */
  async close(): Promise<boolean> {
    this.exit(null);
    this.channel.endOutput();
    this.channel.close();
    return this.closeWire();
  }
}

function textOf(message: LegMessage): string {
  switch (message.type) {
    case 'ready':
      return `This session is recorded${message.about.inputRecorded ? ', what you type included' : ''}.`;
    case 'warning':
    case 'notice':
      return message.text;
    case 'ended':
      return `${message.code}: ${message.text}`;
  }
}
