import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { corpusLines } from '../testing/read-corpus.js';
import { parseScpCommand, rebuildScpCommand, refuseScp } from './scp-command.js';
import { shellWords } from './shell-words.js';

jest.setTimeout(60_000);

describe('scp commands', () => {
  it('recognises what clients send, and nothing else', () => {
    const lines = corpusLines('scp-commands.txt');
    const recognised = lines.filter((line) => parseScpCommand(line) !== null);
    expect(recognised).toEqual(lines.slice(0, 10));
    expect(recognised.map((line) => parseScpCommand(line)?.path)).toEqual([
      '/tmp/a',
      '/tmp/a',
      '.',
      '-name',
      '/tmp/a b',
      '/tmp/a b',
      "/tmp/it's",
      'a b',
      'a"b\\c',
      'café',
    ]);
    expect(parseScpCommand('scp -v -r -p -d -t .')).toEqual({
      direction: 'in',
      isRecursive: true,
      keepsTimes: true,
      isIntoFolder: true,
      isVerbose: true,
      path: '.',
    });
  });

  it('reads words as a shell does', () => {
    const piece = fc.constantFrom("'", '"', '\\', ' ', 'a', 'b', '-', '/', '~', '$', '`', '#', ';', '*', 'é');
    fc.assert(
      fc.property(
        fc.array(fc.array(piece, { maxLength: 12 }), { minLength: 200, maxLength: 200 }),
        (lines) => {
          const taken = lines.map((line) => line.join('')).filter((line) => shellWords(line) !== null);
          const script = taken.map((line) => `set -- x ${line}\nprintf '%s\\001' "$@"\nprintf '\\002'`);
          const run = spawnSync('sh', ['-c', script.join('\n')], { encoding: 'utf8' });
          const words = run.stdout
            .split('\x02')
            .slice(0, -1)
            .map((each) => each.split('\x01').slice(1, -1));
          expect(words).toEqual(taken.map((line) => shellWords(line)));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('builds a command in which no character of the path means anything', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...`'"\\$\`;|&<>()*?[]{}~!#^ =-a/`), minLength: 1, maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 100, maxLength: 100 }), (paths) => {
        const possible = paths.filter((path) => !/[\p{Cc}\p{Cs}\u{fffd}]/u.test(path));
        const commands = possible.map((path) =>
          rebuildScpCommand({
            direction: 'in',
            isRecursive: false,
            keepsTimes: false,
            isIntoFolder: false,
            isVerbose: false,
            path,
          }),
        );
        const script = commands.map((command) => `set -- ${command}\nprintf '%s\\001' "$@"\nprintf '\\002'`);
        const run = spawnSync('sh', ['-c', script.join('\n')], { encoding: 'utf8' });
        const words = run.stdout
          .split('\x02')
          .slice(0, -1)
          .map((each) => each.split('\x01').slice(0, -1));
        expect(words).toEqual(
          possible.map((path) => ['scp', '-t', ...(path.startsWith('-') ? ['--'] : []), path]),
        );
        expect(commands.map((command) => parseScpCommand(command)?.path)).toEqual(possible);
      }),
      { numRuns: 10 },
    );
  });

  it('SE-13 covers a copy only by a right of its direction that is bound to no folder', () => {
    const [to, from] = ['scp -t a', 'scp -f a'].map((command) => parseScpCommand(command)!);
    const answers = (rights: Parameters<typeof refuseScp>[1]) => [
      refuseScp(to!, rights) === null,
      refuseScp(from!, rights) === null,
    ];
    expect(answers({ in: 'anywhere', out: 'anywhere' })).toEqual([true, true]);
    expect(answers({ in: 'anywhere', out: null })).toEqual([true, false]);
    expect(answers({ in: null, out: 'anywhere' })).toEqual([false, true]);
    expect(answers({ in: null, out: null })).toEqual([false, false]);
    expect(answers({ in: ['/in'], out: ['/'] })).toEqual([false, false]);
  });
});
