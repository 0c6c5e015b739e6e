import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { MemoryDuplex } from '../testing/memory-duplex.js';
import { corpusBytes } from '../testing/read-corpus.js';
import type { FileEvent } from './file-event.js';
import { parseScpCommand } from './scp-command.js';
import { inspectScp } from './scp-inspector.js';

jest.setTimeout(60_000);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const anywhere = { in: 'anywhere', out: 'anywhere' } as const;
const noLimits = { mostFileBytes: null, refusedEndings: [] };

/** One copy in which the sending side says all of `sent` at once, and the receiving side agrees to everything. */
async function copy(
  commandLine: string,
  sent: Buffer,
  {
    limits = noLimits,
    answers = 1000,
  }: {
    limits?: typeof noLimits | { mostFileBytes: number; refusedEndings: string[] };
    answers?: number;
  } = {},
) {
  const command = parseScpCommand(commandLine)!;
  const [client, target] = [new MemoryDuplex(), new MemoryDuplex()];
  const [source, sink] = command.direction === 'in' ? [client, target] : [target, client];
  const events: FileEvent[] = [];
  sink.send(Buffer.alloc(answers));
  sink.sendEnd();
  source.send(sent);
  source.sendEnd();
  const end = await inspectScp(client, target, command, {
    rights: anywhere,
    limits,
    keepContents: false,
    record: async (event) => {
      await turn();
      events.push(event);
    },
  });
  const marks = events.flatMap((event) => (event.kind === 'mark' ? [[event.name, event.data] as const] : []));
  return { end, passed: sink.bytes().toString('latin1'), answered: source.bytes().toString('latin1'), marks };
}

describe('inspectScp', () => {
  it('passes on a file and has its digest, mode and times on record', async () => {
    const sent = Buffer.from('T1 0 2 0\nC0640 3 a\nabc\0', 'latin1');
    const { end, passed, answered, marks } = await copy('scp -p -t /tmp', sent);
    expect(end).toEqual({ by: 'client', broken: null });
    expect(passed).toBe(sent.toString('latin1'));
    expect(answered).toBe('\0\0\0\0');
    expect(marks).toContainEqual([
      'file.open',
      { file: 1, op: 'scp', path: '/tmp/a', size: 3, mode: '0640' },
    ]);
    expect(marks).toContainEqual([
      'file.transferred',
      {
        file: 1,
        path: '/tmp/a',
        direction: 'in',
        bytes: 3,
        sha256: createHash('sha256').update('abc').digest('hex'),
        complete: true,
      },
    ]);
  });

  it('says of a file that broke off that it is not complete', async () => {
    const { marks } = await copy('scp -t /tmp', Buffer.from('C0640 9 a\nabc'));
    expect(marks.at(-1)).toEqual([
      'file.transferred',
      expect.objectContaining({ bytes: 3, complete: false }),
    ]);
  });

  it.each([
    ['../a', 'C0644 1 ../a\nx\0'],
    ['a path', 'C0644 1 a/b\nx\0'],
    ['..', 'D0755 0 ..\n'],
    ['.', 'D0755 0 .\n'],
    ['a backslash', 'C0644 1 a\\b\nx\0'],
    ['ANSI', 'C0644 1 a\x1b[2J\nx\0'],
    ['a line break', 'C0644 1 a\rb\nx\0'],
  ])('RI-16 refuses a name that is %s, in either direction, and passes nothing of it on', async (_, line) => {
    for (const command of ['scp -r -t /tmp', 'scp -r -f /tmp/..']) {
      const { passed, answered, marks } = await copy(command, Buffer.from(line, 'latin1'));
      expect(['', fatal]).toContain(plain(passed));
      expect(plain(answered)).toBe(`\0${fatal}`);
      expect(marks.map(([name]) => name)).toEqual(['file.scp', 'file.refused']);
      expect(JSON.stringify(marks)).not.toMatch(/\\u00(0|1)/);
    }
  });

  it('refuses what a hostile machine sends beside what was asked for', async () => {
    for (const sent of [
      'C0644 1 .bashrc\nx\0',
      'D0755 0 dir\n',
      'D0755 0 asked\n',
      'C0644 1 asked\nx\0C0644 1 asked\ny\0',
    ]) {
      const { passed, marks } = await copy('scp -f /data/asked', Buffer.from(sent));
      expect(plain(passed.replace('C0644 1 asked\nx\0', ''))).toBe(fatal);
      expect(marks.at(-1)?.[0]).toBe('file.refused');
    }
  });

  it('holds to size and name limits before anything is passed on', async () => {
    const limits = { mostFileBytes: 2, refusedEndings: ['.exe'] };
    for (const [command, sent] of [
      ['scp -t /tmp', 'C0644 3 a\nabc\0'],
      ['scp -t /tmp', 'C0644 1 a.EXE\na\0'],
      ['scp -t /tmp/a.exe', 'C0644 1 a\na\0'],
      ['scp -f /tmp/a.exe', 'C0644 1 a.exe\na\0'],
    ] as const)
      expect(['', fatal]).toContain(plain((await copy(command, Buffer.from(sent), { limits })).passed));
    expect((await copy('scp -t /tmp', Buffer.from('C0644 2 a\nab\0'), { limits })).passed).toContain('ab');
  });

  it('passes on no content that the receiving side did not ask for', async () => {
    const [client, target] = [new MemoryDuplex(), new MemoryDuplex()];
    const inspection = inspectScp(client, target, parseScpCommand('scp -t /tmp')!, {
      rights: anywhere,
      limits: noLimits,
      keepContents: false,
      record: async () => undefined,
    });
    target.send(Buffer.from('\0\x01no space\x1b[2J\n'));
    client.send(Buffer.from('C0644 3 a\nC0644 3 b\nabc\0'));
    for (let each = 0; each < 10; each++) await turn();
    expect(target.bytes().toString()).toBe('C0644 3 a\nC0644 3 b\n');
    expect(client.bytes().toString('latin1')).toBe('\0\x01no space?[2J\n');
    target.sendEnd();
    expect(await inspection).toEqual({ by: 'target', broken: null });
  });

  it('never crashes on any bytes, and passes on no name that is a path', async () => {
    const corpus = corpusBytes('scp-streams.hex');
    for (const sent of corpus) await copy('scp -r -t /tmp', sent);
    const part = fc.oneof(
      fc.constantFrom(
        'C0644 3 a\n',
        'C0644 0 ../b\n',
        'D0755 0 d\n',
        'D0755 0 ..\n',
        'E\n',
        'T1 0 1 0\n',
        'abc',
        '\0',
        '\x01w\n',
        '\x02f\n',
      ),
      fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 12 }),
        fc.constantFrom('scp -r -t /tmp', 'scp -t /tmp', 'scp -r -f /tmp/d', 'scp -f /tmp/a'),
        fc.nat(20),
        async (parts, command, answers) => {
          const { passed } = await copy(command, Buffer.from(parts.join(''), 'latin1'), { answers });
          expect(passed).not.toMatch(/^[CD][0-7]+ [0-9]+ (\.\.|[^\n]*[/\\])/m);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The message that ends a copy, whatever its words. */
const fatal = '\x02Gatehouse\n';

function plain(text: string): string {
  return text.replace(/Gatehouse: [ -~]+/g, 'Gatehouse');
}
