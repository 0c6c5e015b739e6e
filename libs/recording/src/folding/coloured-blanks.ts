import type { IBufferCell, Terminal } from '@xterm/headless';

/**
 * Sequences for coloured blank cells below the last text of the screen, such as the ground of a full-screen
 * program: the serialiser leaves those rows out. The cursor and its colours are put back.
 */
export function colouredBlanks(terminal: Terminal): string {
  const { active } = terminal.buffer;
  const cell = active.getNullCell();
  let sequences = '';
  for (let row = terminal.rows - 1; row >= 0; row--) {
    const line = active.getLine(active.baseY + row);
    if (!line || line.translateToString(true) !== '') break;
    let column = 0;
    while (column < terminal.cols) {
      const ground = groundOf(line.getCell(column, cell));
      let end = column + 1;
      while (end < terminal.cols && groundOf(line.getCell(end, cell)) === ground) end++;
      if (ground) sequences += `\x1b[${row + 1};${column + 1}H\x1b[0;${ground}m\x1b[${end - column}X`;
      column = end;
    }
  }
  return sequences && `\x1b7${sequences}\x1b8`;
}

/** Parameters of SGR; empty for the default ground. */
function groundOf(cell: IBufferCell | undefined): string {
  if (!cell || cell.isBgDefault()) return '';
  const color = cell.getBgColor();
  return cell.isBgRGB() ? `48;2;${color >> 16};${(color >> 8) & 255};${color & 255}` : `48;5;${color}`;
}
