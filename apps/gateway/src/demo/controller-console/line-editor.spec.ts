import { LineEditor } from './line-editor.js';

/** Takes every event, as the console does. */
function typed(events: Iterable<unknown>): void {
  Array.from(events);
}

test('typed text is echoed and a line ends at Enter', () => {
  const editor = new LineEditor();
  expect([...editor.feed('ok\r')]).toEqual([
    { kind: 'show', text: 'o' },
    { kind: 'show', text: 'k' },
    { kind: 'line', line: 'ok' },
  ]);
});

test('backspace takes a character back and arrow up recalls the last line', () => {
  const editor = new LineEditor();
  typed(editor.feed('statux\x7fs\r'));
  expect([...editor.feed('\x1b[A')].at(-1)).toEqual({ kind: 'show', text: '\x1b[Kstatus' });
  expect([...editor.feed('\r')]).toEqual([{ kind: 'line', line: 'status' }]);
});

test('with echo off nothing typed is shown and nothing is kept in the history', () => {
  const editor = new LineEditor();
  editor.echo = false;
  expect([...editor.feed('secret\r')]).toEqual([{ kind: 'line', line: 'secret' }]);
  editor.echo = true;
  expect([...editor.feed('\x1b[A')]).toEqual([]);
});

test('echo turned off by a line holds for what was typed ahead of the prompt', () => {
  const editor = new LineEditor();
  const shown: string[] = [];
  for (const event of editor.feed('enable\rsecret\r')) {
    if (event.kind === 'show') shown.push(event.text);
    if (event.kind === 'line') editor.echo = false;
  }
  expect(shown.join('')).toBe('enable');
});

test('a long escape sequence and a long line stay bounded', () => {
  const editor = new LineEditor();
  typed(editor.feed(`\x1b[${'1;'.repeat(100)}m`));
  typed(editor.feed('x'.repeat(10_000)));
  const [line] = [...editor.feed('\r')];
  expect(line?.kind === 'line' && line.line.length <= 500).toBe(true);
});
