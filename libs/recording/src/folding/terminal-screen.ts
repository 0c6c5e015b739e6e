import { createRequire } from 'node:module';
import type { SerializeAddon } from '@xterm/addon-serialize';
import type { Terminal } from '@xterm/headless';
import { colouredBlanks } from './coloured-blanks.js';
import { EscapeState } from './escape-state.js';

// Both packages are CommonJS whose names Node cannot see from an ESM import.
const require = createRequire(import.meta.url);
const headless = require('@xterm/headless') as typeof import('@xterm/headless');
const addon = require('@xterm/addon-serialize') as typeof import('@xterm/addon-serialize');

export interface TerminalSize {
  columns: number;
  rows: number;
}

/** Largest screen that is kept: a hostile size would cost memory for cells nobody sees. */
const largest: TerminalSize = { columns: 1000, rows: 500 };

const mostUnsettledBytes = 1 << 20;

/** `COLSxROWS`; undefined when it is no size. Sizes beyond 1000x500 are cut to it. */
export function parseTerminalSize(data: Buffer): TerminalSize | undefined {
  const match = /^(\d{1,10})x(\d{1,10})$/.exec(data.subarray(0, 32).toString('latin1'));
  if (!match) return undefined;
  return {
    columns: Math.min(largest.columns, Math.max(2, Number(match[1]))),
    rows: Math.min(largest.rows, Math.max(1, Number(match[2]))),
  };
}

/**
 * The screen of one terminal channel, without scrollback. Idle, it shrinks to its serialised text, and a terminal is
 * made again when output comes.
 */
export class TerminalScreen {
  private terminal: Terminal | undefined;
  private serializer: SerializeAddon | undefined;
  private asleep = '';
  private settled: Promise<void> = Promise.resolve();
  private unsettledBytes = 0;
  private readonly escapes = new EscapeState();
  private margins = '';
  private lineDrawing = false;
  private cursorHidden = false;

  constructor(private size: TerminalSize) {}

  get atRest(): boolean {
    return this.escapes.atRest;
  }

  get sizeText(): string {
    return `${this.size.columns}x${this.size.rows}`;
  }

  /** Waits for earlier output when much of it is not parsed yet. */
  async write(data: Buffer): Promise<void> {
    if (this.unsettledBytes > mostUnsettledBytes) await this.settle();
    const terminal = this.wake();
    this.escapes.feed(data);
    this.unsettledBytes += data.length;
    this.settled = new Promise((resolve) => terminal.write(data, resolve));
  }

  /** What `serialise` gave earlier, for a screen of this size that shows nothing yet. */
  restore(serialised: Buffer): void {
    this.asleep = serialised.toString('utf8');
  }

  async resize(size: TerminalSize): Promise<void> {
    await this.settle();
    this.size = size;
    this.margins = '';
    this.wake().resize(size.columns, size.rows);
  }

  /** Sequences that draw this screen on an empty terminal of the same size. */
  async serialise(): Promise<string> {
    if (!this.terminal || !this.serializer) return this.asleep;
    await this.settle();
    return (
      this.serializer.serialize({ scrollback: 0 }) +
      colouredBlanks(this.terminal) +
      (this.margins && `\x1b7${this.margins}\x1b8`) +
      (this.lineDrawing ? '\x1b(0' : '') +
      (this.cursorHidden ? '\x1b[?25l' : '')
    );
  }

  /** Gives the terminal's memory back. Does nothing in the middle of a sequence. */
  async sleep(): Promise<void> {
    if (!this.terminal || !this.atRest) return;
    this.asleep = await this.serialise();
    this.dispose();
  }

  dispose(): void {
    this.terminal?.dispose();
    this.terminal = undefined;
    this.serializer = undefined;
  }

  private async settle(): Promise<void> {
    await this.settled;
    this.unsettledBytes = 0;
  }

  private wake(): Terminal {
    if (this.terminal) return this.terminal;
    const { columns: cols, rows } = this.size;
    const terminal = new headless.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true });
    this.serializer = new addon.SerializeAddon();
    terminal.loadAddon(this.serializer);
    this.followWhatIsNotSerialised(terminal);
    if (this.asleep) terminal.write(this.asleep);
    this.terminal = terminal;
    return terminal;
  }

  private followWhatIsNotSerialised(terminal: Terminal): void {
    const { parser } = terminal;
    const cursor = (hidden: boolean) => (params: (number | number[])[]) => {
      if (params.includes(25)) this.cursorHidden = hidden;
      return false;
    };
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, cursor(false));
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, cursor(true));
    parser.registerCsiHandler({ final: 'r' }, (params) => {
      const [top, bottom] = params;
      const whole = !top && !bottom;
      this.margins = whole ? '' : `\x1b[${Number(top) || 1};${Number(bottom) || this.size.rows}r`;
      return false;
    });
    parser.registerEscHandler({ intermediates: '(', final: '0' }, () => this.charset(true));
    parser.registerEscHandler({ intermediates: '(', final: 'B' }, () => this.charset(false));
    parser.registerEscHandler({ final: 'c' }, () => this.forget());
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => this.forget());
  }

  private charset(lineDrawing: boolean): boolean {
    this.lineDrawing = lineDrawing;
    return false;
  }

  private forget(): boolean {
    this.margins = '';
    this.lineDrawing = false;
    this.cursorHidden = false;
    return false;
  }
}
