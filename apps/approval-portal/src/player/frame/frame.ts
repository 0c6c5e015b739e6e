import '@xterm/xterm/css/xterm.css';
import './frame.css';
import { Terminal } from '@xterm/xterm';
import { openUnderStrictPolicy } from '../../session/open-under-strict-policy.js';
import { terminalLook } from '../../session/terminal-look.js';
import type { FromFrame, ToFrame } from '../frame-messages.js';
import { findOnScreen } from './find-on-screen.js';
import { muteControls } from './mute-controls.js';

/*
 * The player's frame: bytes that a target once sent, drawn where they can do nothing. It runs in a sandbox without an
 * origin, under a policy that forbids every load and connection, and takes its bytes from the page around it by
 * message. Nothing typed here goes anywhere: the terminal's own answers (onData) have no listener.
 */
const place = document.getElementById('screen');
if (!place) throw new Error('no screen in this page');

const terminal = new Terminal({
  ...terminalLook,
  theme: { ...terminalLook.theme, selectionBackground: '#F5B100', selectionForeground: '#14191D' },
  disableStdin: true,
  cursorBlink: false,
  scrollback: 2000,
});
muteControls(terminal);
openUnderStrictPolicy(terminal, place);
terminal.attachCustomKeyEventHandler(() => false);

addEventListener('message', (event: MessageEvent<ToFrame>) => {
  if (event.source === parent) take(event.data);
});
// Keys pressed in the frame still steer the player.
addEventListener('keydown', ({ code, key, shiftKey, ctrlKey, metaKey, altKey }) => {
  if (!ctrlKey && !metaKey && !altKey) say({ type: 'key', code, key, shiftKey });
});
addEventListener('resize', () => fit());
say({ type: 'ready' });

function take(message: ToFrame): void {
  if (message.type === 'write') terminal.write(message.bytes);
  else if (message.type === 'reset') {
    terminal.reset();
    size(message.columns, message.rows);
  } else if (message.type === 'resize') size(message.columns, message.rows);
  else if (message.type === 'sync') terminal.write('', () => say({ type: 'drawn', id: message.id }));
  else if (message.type === 'paused') terminal.options.screenReaderMode = message.paused;
  // Written after what was asked for before, so that the words are on the screen when they are looked for.
  else terminal.write('', () => findOnScreen(terminal, message.line, message.text));
}

function size(columns: number, rows: number): void {
  terminal.resize(Math.min(500, Math.max(2, columns)), Math.min(300, Math.max(1, rows)));
  fit();
}

/** The recorded screen keeps its columns and rows; the letters give way. */
function fit(): void {
  const wide = innerWidth - 40;
  const high = innerHeight - 32;
  const largest = Math.min(wide / (terminal.cols * 0.602), high / (terminal.rows * 1.32));
  const fontSize = Math.max(7, Math.min(16, Math.floor(largest * 2) / 2));
  if (terminal.options.fontSize !== fontSize) terminal.options.fontSize = fontSize;
}

function say(message: FromFrame): void {
  parent.postMessage(message, '*');
}
