import '@xterm/xterm/css/xterm.css';
import { Terminal } from '@xterm/xterm';
import { openUnderStrictPolicy } from '../../session/open-under-strict-policy.js';
import { terminalLook } from '../../session/terminal-look.js';
import type { ToFrame } from '../frame-messages.js';
import { findOnScreen } from './find-on-screen.js';
import { muteControls } from './mute-controls.js';

type TerminalMessage = Extract<ToFrame, { type: 'reset' | 'resize' | 'write' | 'paused' | 'find' }>;

/** A recorded terminal. Nothing typed here goes anywhere: the terminal's own answers (onData) have no listener. */
export class TerminalScreen {
  private readonly terminal = new Terminal({
    ...terminalLook,
    theme: { ...terminalLook.theme, selectionBackground: '#F5B100', selectionForeground: '#14191D' },
    disableStdin: true,
    cursorBlink: false,
    scrollback: 2000,
  });

  constructor(private readonly place: HTMLElement) {
    place.className = 'of-terminal';
    muteControls(this.terminal);
    openUnderStrictPolicy(this.terminal, place);
    this.terminal.attachCustomKeyEventHandler(() => false);
  }

  take(message: TerminalMessage): void {
    const { terminal } = this;
    if (message.type === 'write') terminal.write(message.bytes);
    else if (message.type === 'reset') {
      terminal.reset();
      this.size(message.columns, message.rows);
    } else if (message.type === 'resize') this.size(message.columns, message.rows);
    else if (message.type === 'paused') terminal.options.screenReaderMode = message.paused;
    // Written after what was asked for before, so that the words are on the screen when they are looked for.
    else this.afterAll(() => findOnScreen(terminal, message.line, message.text));
  }

  afterAll(then: () => void): void {
    this.terminal.write('', then);
  }

  /** The recorded screen keeps its columns and rows; the letters give way. */
  fit(): void {
    const { terminal } = this;
    const wide = innerWidth - 40;
    const high = innerHeight - 32;
    const largest = Math.min(wide / (terminal.cols * 0.602), high / (terminal.rows * 1.32));
    const fontSize = Math.max(7, Math.min(16, Math.floor(largest * 2) / 2));
    if (terminal.options.fontSize !== fontSize) terminal.options.fontSize = fontSize;
  }

  leave(): void {
    this.terminal.dispose();
    this.place.replaceChildren();
  }

  private size(columns: number, rows: number): void {
    this.terminal.resize(Math.min(500, Math.max(2, columns)), Math.min(300, Math.max(1, rows)));
    this.fit();
  }
}
