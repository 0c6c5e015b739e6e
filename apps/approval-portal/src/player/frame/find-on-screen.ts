import type { Terminal } from '@xterm/xterm';

/** Marks the words where their line stands, else at their last place. Clears the mark when there is none. */
export function findOnScreen(terminal: Terminal, line: string, words: string): void {
  terminal.clearSelection();
  if (words === '') return;
  if (!mark(terminal, words.toLowerCase(), line.trim().toLowerCase()))
    mark(terminal, words.toLowerCase(), '');
}

function mark(terminal: Terminal, wanted: string, within: string): boolean {
  const { buffer } = terminal;
  for (let row = buffer.active.length - 1; row >= 0; row -= 1) {
    const line = buffer.active.getLine(row)?.translateToString(true).toLowerCase() ?? '';
    const column = line.lastIndexOf(wanted);
    if (column < 0 || !line.includes(within)) continue;
    terminal.select(column, row, wanted.length);
    if (row < buffer.active.viewportY || row >= buffer.active.viewportY + terminal.rows)
      terminal.scrollToLine(Math.max(0, row - Math.floor(terminal.rows / 2)));
    return true;
  }
  return false;
}
