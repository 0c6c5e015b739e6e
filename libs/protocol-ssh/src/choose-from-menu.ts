import { plainLine } from '@gatehouse/kernel';
import type { TerminalChannel } from '@gatehouse/session/plugin';
import type { MenuLine } from './native-door-policy.js';

const longestAnswer = 80;

/**
 * Shows a person's open grants and lets them choose by number or name. Null when there is none, or they leave
 * (Ctrl-C, Ctrl-D, q). Without a terminal it reads a line just the same and echoes nothing.
 */
export async function chooseFromMenu(
  leg: TerminalChannel,
  lines: readonly MenuLine[],
): Promise<string | null> {
  const write = (text: string): Promise<void> => leg.write('out', Buffer.from(text.replace(/\n/g, '\r\n')));
  if (lines.length === 0) {
    await write('No access of yours is open now. Ask for one in the portal, or wait for its time.\n');
    return null;
  }
  await write('Your open access:\n\n');
  for (const [index, line] of lines.entries())
    await write(`  ${String(index + 1).padStart(2)}  ${plainLine(line.handle)}  ${plainLine(line.text)}\n`);
  for (;;) {
    await write('\nNumber or name (q to leave): ');
    const answer = await readLine(leg, write);
    if (answer === null || answer === 'q') return null;
    const chosen = lines.find((line, index) => line.handle === answer || String(index + 1) === answer);
    if (chosen) return chosen.grantId;
    if (answer !== '') await write('That is none of them.\n');
  }
}

async function readLine(
  leg: TerminalChannel,
  write: (text: string) => Promise<void>,
): Promise<string | null> {
  const isTerminal = leg.opening.pty !== null;
  let text = '';
  for (;;) {
    const bytes = await leg.read();
    if (bytes === null) return null;
    for (const byte of bytes) {
      if (byte === 3 || byte === 4) return null;
      if (byte === 13 || byte === 10) {
        if (isTerminal) await write('\n');
        return text.trim();
      }
      if ((byte === 127 || byte === 8) && text !== '') {
        text = text.slice(0, -1);
        if (isTerminal) await write('\b \b');
      } else if (byte >= 32 && byte < 127 && text.length < longestAnswer) {
        text += String.fromCharCode(byte);
        if (isTerminal) await write(String.fromCharCode(byte));
      }
    }
  }
}
