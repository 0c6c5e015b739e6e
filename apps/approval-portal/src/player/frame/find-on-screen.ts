import type { Terminal } from '@xterm/xterm';

/** Marks the last place on the screen, or above it, where the words stand. Clears the mark when there is none. */
export function findOnScreen(terminal: Terminal, words: string): void {
  terminal.clearSelection();
  const wanted = words.toLowerCase();
  if (wanted === '') return;
  const { buffer } = terminal;
  for (let row = buffer.active.length - 1; row >= 0; row -= 1) {
    const line = buffer.active.getLine(row)?.translateToString(true).toLowerCase() ?? '';
    const column = line.lastIndexOf(wanted);
    if (column < 0) continue;
    terminal.select(column, row, wanted.length);
    if (row < buffer.active.viewportY || row >= buffer.active.viewportY + terminal.rows)
      terminal.scrollToLine(Math.max(0, row - Math.floor(terminal.rows / 2)));
    return;
  }
}
