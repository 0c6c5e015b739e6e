import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { startFileWorld } from '../testing/file-world.js';
import type { FileWorld } from '../testing/file-world.js';
import { RawSftpClient } from '../testing/raw-sftp-client.js';
import { openFlags, statusCodes } from './sftp-numbers.js';
import type { SftpOperation } from './sftp-request.js';

jest.setTimeout(120_000);

const { read, write, create, truncate } = openFlags;
const anywhere = { in: 'anywhere', out: 'anywhere' } as const;
const open = (path: string, flags: number): SftpOperation => ({ op: 'open', path, flags, attributes: {} });
const denied = { kind: 'status', code: statusCodes.permissionDenied };
const failed = { kind: 'status', code: statusCodes.failure };

describe("inspectSftp before OpenSSH's sftp-server", () => {
  let world: FileWorld;
  let client: RawSftpClient;
  afterEach(() => world?.stop());

  const start = async (settings: Parameters<typeof startFileWorld>[0]): Promise<void> => {
    world = await startFileWorld(settings);
    client = await RawSftpClient.open(world.socketPath);
  };

  it("PS-14 refuses a handle after its close, one never given, and the target's own, without asking", async () => {
    await start(() => ({ rights: anywhere }));
    writeFileSync(join(world.home, 'a'), 'content');
    const handle = await client.handle(open('a', read));
    expect(await client.ask({ op: 'read', handle, offset: 0n, length: 10 })).toMatchObject({ kind: 'data' });
    expect(await client.ask({ op: 'close', handle })).toMatchObject({ code: statusCodes.ok });
    // The server gives its next handle the number of the one that was closed.
    const next = await client.handle(open('a', read));
    expect(next).not.toBe(handle);
    for (const dead of [handle, '\0\0\0\0', 'nothing'])
      for (const operation of [
        { op: 'read', handle: dead, offset: 0n, length: 10 },
        { op: 'close', handle: dead },
        { op: 'fstat', handle: dead },
        { op: 'fsetstat', handle: dead, attributes: { permissions: 0o777 } },
        { op: 'readdir', handle: dead },
      ] as const)
        expect(await client.ask(operation)).toMatchObject(failed);
    expect(world.marks('file.refused').length).toBe(15);
  });

  it('PS-14 refuses to read and write at 2^63 and beyond', async () => {
    await start(() => ({ rights: anywhere }));
    const handle = await client.handle(open('a', read | write | create));
    for (const offset of [1n << 63n, (1n << 64n) - 1n]) {
      expect(await client.ask({ op: 'read', handle, offset, length: 1 })).toMatchObject(failed);
      expect(await client.ask({ op: 'write', handle, offset, content: Buffer.from('x') })).toMatchObject(
        failed,
      );
    }
    const last = (1n << 63n) - 1n;
    expect(await client.ask({ op: 'read', handle, offset: last, length: 1 })).toMatchObject({
      kind: 'status',
    });
    expect(readFileSync(join(world.home, 'a')).length).toBe(0);
  });

  it('PS-14 lists a large folder in bounded memory, and has it on record', async () => {
    await start(() => ({ rights: { in: null, out: 'anywhere' } }));
    const count = 20_000;
    for (let each = 0; each < count; each++) closeSync(openSync(join(world.home, `f${each}`), 'w'));
    const handle = await client.handle({ op: 'opendir', path: '.' });
    let names = 0;
    for (;;) {
      const reply = await client.ask({ op: 'readdir', handle });
      if (reply.kind !== 'name') break;
      names += reply.names.length;
    }
    expect(names).toBe(count + 2);
    expect(await client.ask({ op: 'close', handle })).toMatchObject({ code: statusCodes.ok });
    const listed = world
      .entries()
      .map((entry) => JSON.parse(entry.content?.toString() ?? '{}') as { names?: number })
      .reduce((sum, each) => sum + (each.names ?? 0), 0);
    expect(listed).toBe(count + 2);
  });

  it('PS-14 never leaves the folder while another channel of the session moves a link into the way', async () => {
    await start((home) => ({
      rights: { in: [`${home}/in`], out: [`${home}/in`] },
      // A slow recorder holds the moment between judgement and deed open.
      record: async (event) => {
        if (event.kind === 'mark' && event.name === 'file.open')
          await new Promise((resolve) => setTimeout(resolve, 5));
      },
    }));
    mkdirSync(join(world.home, 'in/real'), { recursive: true });
    mkdirSync(join(world.home, 'outside'));
    writeFileSync(join(world.home, 'in/real/f'), 'inside');
    writeFileSync(join(world.home, 'outside/f'), 'outside');
    symlinkSync(join(world.home, 'outside'), join(world.home, 'in/link'));
    const mover = await RawSftpClient.open(world.socketPath);
    const at = (name: string): string => `${world.home}/in/${name}`;
    let isOver = false;
    const moving = (async () => {
      const move = (path: string, to: string) =>
        mover.ask({ op: 'posix-rename', path: at(path), to: at(to) });
      while (!isOver) {
        await Promise.all([move('real', 'away'), move('link', 'real')]);
        await Promise.all([move('real', 'link'), move('away', 'real')]);
      }
    })();
    const seen = new Set<string>();
    for (let round = 0; round < 60; round++) {
      const reply = await client.ask(open(at('real/f'), read));
      if (reply.kind === 'handle') {
        const data = await client.ask({ op: 'read', handle: reply.handle, offset: 0n, length: 100 });
        if (data.kind === 'data') seen.add(data.content.toString());
        await client.ask({ op: 'close', handle: reply.handle });
      }
      await client
        .ask(open(at(`real/new${round}`), write | create | truncate))
        .then((made) => (made.kind === 'handle' ? client.ask({ op: 'close', handle: made.handle }) : null));
    }
    isOver = true;
    await moving;
    expect([...seen].filter((text) => text !== 'inside')).toEqual([]);
    expect(readdirSync(join(world.home, 'outside'))).toEqual(['f']);
  });

  it('RI-16 takes any file name as data: records hold nothing that acts, and nothing leaves the folder', async () => {
    await start((home) => ({ rights: { in: [home], out: [home] } }));
    const names = [
      '\x1b]0;title\x07\x1b[2J',
      'a\r\nb',
      Buffer.from('\u202egnp.exe', 'utf8').toString('latin1'),
      '\xff\xfe broken',
      '-rf',
      'CON',
      `${'x'.repeat(255)}`,
      '..\\..\\windows',
    ];
    for (const name of names) {
      const handle = await client.handle(open(`${world.home}/${name}`, write | create | truncate));
      await client.ask({ op: 'close', handle });
    }
    expect(
      readdirSync(world.home, { encoding: 'buffer' })
        .map((each) => each.toString('latin1'))
        .sort(),
    ).toEqual([...names].sort());
    for (const name of ['../up', `/etc/gatehouse-${'y'.repeat(20)}`, `${'../'.repeat(1300)}tmp`])
      expect(await client.ask(open(name, write | create))).toMatchObject(denied);
    for (const name of ['a\0b', 'z'.repeat(5000)])
      expect(await client.ask(open(name, write | create))).toMatchObject(failed);
    const recorded = JSON.stringify(world.events.filter((event) => event.kind === 'mark'));
    const shown = (JSON.parse(recorded) as { data: unknown }[]).flatMap((mark) => textsIn(mark.data));
    expect(shown.filter((text) => /[\p{Cc}\p{Cf}]/u.test(text))).toEqual([]);
    expect(recorded).toContain('\\\\u{202e}gnp.exe');
    expect(recorded).toContain('\\\\xff\\\\xfe broken');
  });

  it('keeps to the directions that were granted', async () => {
    await start(() => ({ rights: { in: 'anywhere', out: null } }));
    writeFileSync(join(world.home, 'there'), 'secret');
    expect(await client.ask(open('there', read))).toMatchObject(denied);
    expect(await client.ask(open('there', read | write))).toMatchObject(denied);
    expect(await client.ask(open('there', 0))).toMatchObject(denied);
    const handle = await client.handle(open('new', write | create));
    expect(await client.ask({ op: 'read', handle, offset: 0n, length: 9 })).toMatchObject(denied);
    expect(await client.ask({ op: 'stat', path: 'there' })).toMatchObject({ kind: 'attrs' });
    await world.stop();
    await start(() => ({ rights: { in: null, out: 'anywhere' } }));
    writeFileSync(join(world.home, 'there'), 'content');
    const reading = await client.handle(open('there', read));
    const changes: SftpOperation[] = [
      open('there', write),
      open('there', read | truncate),
      open('there', read | create),
      { op: 'write', handle: reading, offset: 0n, content: Buffer.from('x') },
      { op: 'fsetstat', handle: reading, attributes: { size: 0n } },
      { op: 'setstat', path: 'there', attributes: { size: 0n } },
      { op: 'remove', path: 'there' },
      { op: 'rename', path: 'there', to: 'gone' },
      { op: 'posix-rename', path: 'there', to: 'gone' },
      { op: 'symlink', path: 'there', to: 'gone' },
      { op: 'hardlink', path: 'there', to: 'gone' },
      { op: 'mkdir', path: 'gone', attributes: {} },
      { op: 'rmdir', path: '.' },
      { op: 'lsetstat', path: 'there', attributes: { permissions: 0 } },
    ];
    for (const operation of changes) expect(await client.ask(operation)).toMatchObject(denied);
    expect(readFileSync(join(world.home, 'there'), 'utf8')).toBe('content');
    expect(readdirSync(world.home)).toEqual(['there']);
    expect(world.marks('file.refused').length).toBe(changes.length);
  });

  it('lets nothing be moved or linked to where it may be read', async () => {
    await start((home) => ({ rights: { in: 'anywhere', out: [`${home}/out`] } }));
    mkdirSync(join(world.home, 'out'));
    mkdirSync(join(world.home, 'private/out'), { recursive: true });
    writeFileSync(join(world.home, 'private/secret'), 'secret');
    const at = (name: string): string => `${world.home}/${name}`;
    for (const operation of [
      { op: 'rename', path: at('private/secret'), to: at('out/secret') },
      { op: 'posix-rename', path: at('private'), to: at('out') },
      { op: 'symlink', path: at('private/secret'), to: at('out/secret') },
      { op: 'hardlink', path: at('private/secret'), to: at('out/secret') },
    ] as const)
      expect(await client.ask(operation)).toMatchObject(denied);
    expect(await client.ask(open(at('out/secret'), read))).toMatchObject({ kind: 'status' });
    expect(await client.ask(open(at('private/secret'), read))).toMatchObject(denied);
    expect(readdirSync(at('out'))).toEqual([]);
  });

  it('holds to size and name limits', async () => {
    await start(() => ({
      rights: anywhere,
      limits: { mostFileBytes: 1000, refusedEndings: ['.exe'] },
    }));
    for (const name of ['a.exe', 'A.EXE', 'a.exe.', 'a.exe::$DATA'])
      expect(await client.ask(open(name, write | create))).toMatchObject(denied);
    const handle = await client.handle(open('a', write | create | truncate));
    const piece = (offset: bigint, length: number): SftpOperation => ({
      op: 'write',
      handle,
      offset,
      content: Buffer.alloc(length),
    });
    expect(await client.ask(piece(0n, 1000))).toMatchObject({ code: statusCodes.ok });
    for (const operation of [
      piece(1n, 1000),
      piece(1000n, 1),
      piece(1n << 40n, 1),
      { op: 'fsetstat', handle, attributes: { size: 1001n } },
      { op: 'setstat', path: 'a', attributes: { size: 1n << 40n } },
      open('a', write | openFlags.append),
      { op: 'rename', path: 'a', to: 'a.exe' },
      { op: 'rename', path: 'there.exe', to: 'b' },
      { op: 'symlink', path: 'later.exe', to: 'b' },
      { op: 'hardlink', path: 'there.exe', to: 'b' },
    ] as const)
      expect(await client.ask(operation)).toMatchObject(denied);
    writeFileSync(join(world.home, 'large'), Buffer.alloc(1001));
    writeFileSync(join(world.home, 'fits'), Buffer.alloc(1000));
    expect(await client.ask(open('large', read))).toMatchObject(denied);
    const fits = await client.handle(open('fits', read));
    const data = await client.ask({ op: 'read', handle: fits, offset: 0n, length: 5000 });
    expect(data).toMatchObject({ kind: 'data' });
    expect(await client.ask({ op: 'read', handle: fits, offset: 1000n, length: 5000 })).toMatchObject({
      code: statusCodes.eof,
    });
  });

  it('says of each file what was carried, and why there is no digest', async () => {
    await start(() => ({ rights: anywhere }));
    writeFileSync(join(world.home, 'old'), 'a long text');
    const put = async (name: string, flags: number, pieces: [bigint, string][]): Promise<void> => {
      const handle = await client.handle(open(name, flags));
      await Promise.all(
        pieces.map(([offset, text]) =>
          client.ask({ op: 'write', handle, offset, content: Buffer.from(text) }),
        ),
      );
      await client.ask({ op: 'close', handle });
    };
    const whole = write | create | truncate;
    await put('in-order', whole, [
      [0n, 'ab'],
      [2n, 'cd'],
    ]);
    await put('late', whole, [
      [2n, 'cd'],
      [4n, 'ef'],
      [0n, 'ab'],
    ]);
    await put('hole', whole, [
      [0n, 'ab'],
      [3n, 'cd'],
    ]);
    await put('twice', whole, [
      [0n, 'ab'],
      [1n, 'cd'],
    ]);
    await put('old', write, [[0n, 'ab']]);
    await put('old', write | openFlags.append, [[0n, 'ab']]);
    const part = await client.handle(open('old', read));
    await client.ask({ op: 'read', handle: part, offset: 0n, length: 2 });
    await client.ask({ op: 'close', handle: part });
    await client.handle(open('left-open', whole));
    client.end();
    await world.settled();
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(
      world
        .marks('file.transferred')
        .map(({ path, ...rest }) => [String(path).slice(world.home.length + 1), rest]),
    ).toEqual([
      ['in-order', expect.objectContaining({ bytes: 4, sha256: digest('abcd'), complete: true })],
      ['late', expect.objectContaining({ bytes: 6, sha256: digest('abcdef'), complete: true })],
      ['hole', expect.objectContaining({ sha256: null, noSha256: 'a part is missing' })],
      ['twice', expect.objectContaining({ sha256: null, noSha256: 'a part came twice' })],
      ['old', expect.objectContaining({ sha256: null, noSha256: 'the file was not empty before' })],
      ['old', expect.objectContaining({ sha256: null, noSha256: 'it was appended to what stood there' })],
      ['old', expect.objectContaining({ direction: 'out', bytes: 2, sha256: null, complete: false })],
      ['left-open', expect.objectContaining({ bytes: 0, complete: false })],
    ]);
  });

  it('bounds what is open and what is under way', async () => {
    await start(() => ({ rights: anywhere }));
    const replies = await Promise.all(
      Array.from({ length: 300 }, () => client.ask({ op: 'opendir', path: '.' })),
    );
    expect(replies.filter((reply) => reply.kind === 'handle').length).toBe(100);
    expect(replies.slice(100).every((reply) => reply.kind === 'status')).toBe(true);
    const many = await Promise.all(Array.from({ length: 2000 }, () => client.ask({ op: 'stat', path: '.' })));
    expect(many.every((reply) => reply.kind === 'attrs')).toBe(true);
  });

  it('ends only this channel when the client sends what is no SFTP', async () => {
    await start(() => ({ rights: anywhere }));
    const other = await RawSftpClient.open(world.socketPath);
    expect(await other.ask({ op: 'stat', path: '.' })).toMatchObject({ kind: 'attrs' });
    client.send(Buffer.from('ffffffff00', 'hex'));
    while (world.ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(world.ends[0]).toEqual({ by: 'client', broken: 'a packet is too long' });
    expect(await other.ask({ op: 'stat', path: '.' })).toMatchObject({ kind: 'attrs' });
    expect(existsSync(world.home)).toBe(true);
  });

  it('keeps a large file in order that is read with many requests at once', async () => {
    await start(() => ({ rights: anywhere }));
    const fd = openSync(join(world.home, 'big'), 'w');
    const block = Buffer.alloc(1 << 20, 'gatehouse');
    const hash = createHash('sha256');
    for (let each = 0; each < 8; each++) {
      writeSync(fd, block);
      hash.update(block);
    }
    closeSync(fd);
    const handle = await client.handle(open('big', read));
    const size = 8 << 20;
    const asked: Promise<unknown>[] = [];
    for (let at = 0; at < size; at += 32_768)
      asked.push(client.ask({ op: 'read', handle, offset: BigInt(at), length: 32_768 }));
    await Promise.all(asked);
    await client.ask({ op: 'close', handle });
    client.end();
    await world.settled();
    expect(world.marks('file.transferred')).toEqual([
      expect.objectContaining({ bytes: size, sha256: hash.digest('hex'), complete: true }),
    ]);
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
