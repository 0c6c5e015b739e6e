import type { TerminalOpening } from '@gatehouse/session/plugin';
import { parseScpCommand } from './files/scp-command.js';
import type { ScpCommand } from './files/scp-command.js';

/** The copy that a command asks for, when it is legacy scp and nothing else; null for any other shell or command. */
export function copyOf(opening: Pick<TerminalOpening, 'command' | 'pty'>): ScpCommand | null {
  return opening.command === null || opening.pty !== null ? null : parseScpCommand(opening.command);
}
