import { plainLines } from '@gatehouse/kernel';
import type { LegMessage, TerminalExit } from '@gatehouse/session/plugin';
import type { WireChannel } from './wire-channel.js';

/** What a channel of a person's own ssh client has, whatever runs in it: bytes, words, and an end. */
export class SshChannel {
  readonly gone: Promise<void>;
  private exited = false;

  constructor(private readonly channel: WireChannel) {
    this.gone = channel.gone;
  }

  read(): Promise<Buffer | null> {
    return this.channel.read();
  }

  write(stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    return this.channel.write(stream, bytes);
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
    if (this.exited) return;
    if (!this.isTerminal && !readAlways.has(message.type)) return;
    const text = textOf(message);
    if (text === null) return;
    const end = this.isTerminal ? '\r\n' : '\n';
    const start = this.isTerminal && message.type !== 'ready' ? '\r\n' : '';
    // Names and reasons in it are what others typed: nothing that a terminal obeys leaves here.
    void this.channel.write('err', Buffer.from(`${start}${plainLines(text).replace(/\n/g, end)}${end}`));
  }

  refuse(refusal: { readonly code: string; readonly text: string }): void {
    this.tell({ type: 'ended', reason: 'error', ...refusal });
    this.exit(null);
    this.close();
  }

  close(): void {
    this.exit(null);
    this.channel.endOutput();
    this.channel.close();
  }

  /** True when a person looks at what is written. */
  protected get isTerminal(): boolean {
    return false;
  }
}

/** Also by who asked for no terminal: a command whose input stands still must not seem to hang. */
const readAlways = new Set<LegMessage['type']>(['ended', 'notice', 'frozen', 'unfrozen', 'message']);

function textOf(message: LegMessage): string | null {
  switch (message.type) {
    case 'ready':
      return `This session is recorded${message.about.inputRecorded ? ', what you type included' : ''}.`;
    case 'warning':
    case 'notice':
    case 'frozen':
    case 'unfrozen':
    case 'message':
    case 'watchers':
      return message.text;
    case 'ended':
      return `${message.code}: ${message.text}`;
  }
}
