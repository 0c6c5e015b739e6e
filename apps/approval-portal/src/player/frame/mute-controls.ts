import type { Terminal } from '@xterm/xterm';

/** Operating system commands that do more than draw: titles (0 1 2), links (8), notices (9 777), clipboard (52), iTerm (1337). */
const muted = [0, 1, 2, 8, 9, 52, 777, 1337];

/** Swallows them: a replay shows what was on the screen and lets a target of long ago do nothing else. */
export function muteControls(terminal: Pick<Terminal, 'parser'>): void {
  for (const command of muted) terminal.parser.registerOscHandler(command, () => true);
}
