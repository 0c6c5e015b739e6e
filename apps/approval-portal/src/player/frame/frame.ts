import './frame.css';
import type { FromFrame, ToFrame } from '../frame-messages.js';
import { DesktopScreen } from './desktop-screen.js';
import { TerminalScreen } from './terminal-screen.js';

/*
 * The player's frame: bytes that a target once sent, drawn where they can do nothing. It runs in a sandbox without an
 * origin, under a policy that forbids every load and connection, and takes its bytes from the page around it by
 * message. Nothing typed or clicked here goes anywhere: what draws a terminal or a desktop has no way to answer.
 */
const place = document.getElementById('screen');
if (!place) throw new Error('no screen in this page');

let terminal: TerminalScreen | null = null;
let desktop: DesktopScreen | null = null;

addEventListener('message', (event: MessageEvent<ToFrame>) => {
  if (event.source === parent) take(event.data, place);
});
// Keys pressed in the frame still steer the player.
addEventListener('keydown', ({ code, key, shiftKey, ctrlKey, metaKey, altKey }) => {
  if (!ctrlKey && !metaKey && !altKey) say({ type: 'key', code, key, shiftKey });
});
addEventListener('resize', () => {
  terminal?.fit();
  desktop?.fit();
});
say({ type: 'ready' });

function take(message: ToFrame, inside: HTMLElement): void {
  switch (message.type) {
    case 'desktop':
      theDesktop(inside).take(message.frames, message.restart);
      break;
    case 'desktop-size':
      theDesktop(inside).show(message.size);
      break;
    case 'paused':
      terminal?.take(message);
      break;
    case 'sync':
      if (terminal) terminal.afterAll(() => say({ type: 'drawn', id: message.id }));
      else {
        desktop?.paint();
        say({ type: 'drawn', id: message.id });
      }
      break;
    default:
      if (!desktop) theTerminal(inside).take(message);
  }
}

function theDesktop(inside: HTMLElement): DesktopScreen {
  if (terminal) {
    terminal.leave();
    terminal = null;
  }
  desktop ??= new DesktopScreen(inside, () => say({ type: 'unreadable' }));
  return desktop;
}

function theTerminal(inside: HTMLElement): TerminalScreen {
  terminal ??= new TerminalScreen(inside);
  return terminal;
}

function say(message: FromFrame): void {
  parent.postMessage(message, '*');
}
