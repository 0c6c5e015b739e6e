import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { EscapeState } from './escape-state.js';
import { parseTerminalSize, TerminalScreen } from './terminal-screen.js';

jest.setTimeout(60_000);

/** No line wraps and no character is wide: the serialiser is not exact about those once they are edited. */
const size = { columns: 200, rows: 6 };
const pieces = fc.constantFrom(
  ...['a', 'Zz ', 'é', '\r\n', '\r', '\b', '\x1b[H', '\x1b[3;7H', '\x1b[2J', '\x1b[K', '\x1b[A'],
  ...[
    '\x1b[31m',
    '\x1b[1;4m',
    '\x1b[44m',
    '\x1b[48;2;9;8;7m',
    '\x1b[38;5;200m',
    '\x1b[0m',
    '\x1b[?25l',
    '\x1b[?25h',
    '\x1b[2;4r',
    '\x1b[r',
    '\x1b[L',
  ],
  ...['\x1b]0;title\x07', '\x1bP1$q\x1b\\', '\x1b[5@', '\x1b[2P'],
);

describe('TerminalScreen', () => {
  it('says at rest what the rest of the output needs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 40 }),
        fc.array(pieces, { maxLength: 15 }),
        async (before, after) => {
          const screen = new TerminalScreen(size);
          await screen.write(Buffer.from(before.join('')));
          expect(screen.atRest).toBe(true);
          const serialised = await screen.serialise();
          await screen.sleep();
          expect(await screen.serialise()).toBe(serialised);
          screen.dispose();
          const resumed = await show(serialised, after.join(''));
          expect(resumed).toEqual(await show('', before.join('') + after.join('')));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is at rest only between characters and sequences', () => {
    const whole = Buffer.from('é漢😀\x1b[1;31m\x1b]0;t\x07\x1b(0\x1bP1$q\x1b\\\u009b1mx');
    const rests: number[] = [];
    const state = new EscapeState();
    for (let end = 0; end <= whole.length; end++) {
      if (end > 0) state.feed(whole.subarray(end - 1, end));
      if (state.atRest) rests.push(end);
    }
    const length = (text: string) => Buffer.byteLength(text);
    const ends = [
      '',
      'é',
      '漢',
      '😀',
      '\x1b[1;31m',
      '\x1b]0;t\x07',
      '\x1b(0',
      '\x1bP1$q\x1b\\',
      '\u009b1m',
      'x',
    ];
    expect(rests).toEqual(ends.map((_, position) => length(ends.slice(0, position + 1).join(''))));
  });

  it('bounds the size', () => {
    expect(parseTerminalSize(Buffer.from('132x43'))).toEqual({ columns: 132, rows: 43 });
    expect(parseTerminalSize(Buffer.from('1000000x4000000000'))).toEqual({ columns: 1000, rows: 500 });
    expect(parseTerminalSize(Buffer.from('0x0'))).toEqual({ columns: 2, rows: 1 });
    for (const wrong of ['', '80', '80x', 'x24', '-1x24', '80x24x1', '1e3x24'])
      expect(parseTerminalSize(Buffer.from(wrong))).toBeUndefined();
  });
});

async function show(first: string, then: string): Promise<unknown> {
  const terminal = new Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 0,
    allowProposedApi: true,
  });
  for (const text of [first, then]) await new Promise<void>((resolve) => terminal.write(text, resolve));
  const { active } = terminal.buffer;
  const rows = Array.from({ length: size.rows }, (_, row) => {
    const line = active.getLine(active.baseY + row);
    return Array.from({ length: size.columns }, (__, column) => {
      const cell = line?.getCell(column);
      return [cell?.getChars() || ' ', cell?.getFgColor(), cell?.getBgColor(), cell?.isBold()].join();
    });
  });
  terminal.dispose();
  return { rows, cursor: [active.cursorX, active.cursorY] };
}
