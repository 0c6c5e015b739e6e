import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFileWorld } from '../testing/file-world.js';
import type { FileWorld } from '../testing/file-world.js';
import { runProgram } from '../testing/run-program.js';

const anywhere = { in: 'anywhere', out: 'anywhere' } as const;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

jest.setTimeout(60_000);

describe('files between real clients and a real server', () => {
  let world: FileWorld;
  afterEach(() => world?.stop());

  const sftp = (...lines: string[]) =>
    runProgram('sftp', ['-q', '-b', '-', '-D', world.sftpCommand], `${lines.join('\n')}\n`);
  const scp = (...args: string[]) => runProgram('scp', ['-q', '-S', world.sshProgram, ...args]);

  it('carries sftp put and get whole, with one summary for each file', async () => {
    world = await startFileWorld(() => ({ rights: anywhere }));
    const content = randomBytes(3_000_001);
    writeFileSync(join(world.local, 'up.bin'), content);
    const put = await sftp(
      `put ${world.local}/up.bin`,
      `get up.bin ${world.local}/down.bin`,
      'ls -l',
      'rm up.bin',
    );
    expect(put).toMatchObject({ code: 0 });
    expect(readFileSync(join(world.local, 'down.bin')).equals(content)).toBe(true);
    await world.settled();
    expect(world.marks('file.transferred')).toEqual([
      {
        file: 1,
        path: `${world.home}/up.bin`,
        direction: 'in',
        bytes: content.length,
        sha256: sha256(content),
        complete: true,
      },
      {
        file: 2,
        path: `${world.home}/up.bin`,
        direction: 'out',
        bytes: content.length,
        sha256: sha256(content),
        complete: true,
      },
    ]);
    expect(world.marks('file.changed')).toContainEqual(
      expect.objectContaining({ op: 'remove', path: `${world.home}/up.bin`, outcome: 'ok' }),
    );
    expect(world.ends).toEqual([{ by: 'target', broken: null }]);
  });

  it('keeps contents where it is told to', async () => {
    world = await startFileWorld(() => ({ rights: anywhere, keepContents: true }));
    const content = randomBytes(700_000);
    writeFileSync(join(world.local, 'a'), content);
    await sftp(`put ${world.local}/a`, `get a ${world.local}/b`);
    await world.settled();
    for (const form of ['writeAsked', 'read'] as const) {
      const kept = Buffer.alloc(content.length);
      for (const entry of world.entries())
        if (entry.form === form && entry.content) entry.content.copy(kept, Number(entry.offset));
      expect(kept.equals(content)).toBe(true);
    }
  });

  it.each([['as scp sends it today'], ['as scp -O does']])('carries scp, %s', async (how) => {
    world = await startFileWorld(() => ({ rights: anywhere }));
    const legacy = how.includes('-O') ? ['-O'] : [];
    mkdirSync(join(world.local, 'tree/below'), { recursive: true });
    const contents = [randomBytes(200_000), Buffer.alloc(0), randomBytes(77)];
    writeFileSync(join(world.local, 'tree/a b.bin'), contents[0]!);
    writeFileSync(join(world.local, 'tree/empty'), contents[1]!);
    writeFileSync(join(world.local, 'tree/below/c'), contents[2]!);
    const up = await scp(...legacy, '-r', '-p', join(world.local, 'tree'), `h:${world.home}/copy`);
    expect(up).toMatchObject({ code: 0 });
    const down = await scp(...legacy, '-r', `h:${world.home}/copy`, join(world.local, 'back'));
    expect(down).toMatchObject({ code: 0 });
    await world.settled();
    for (const [index, name] of ['a b.bin', 'empty', 'below/c'].entries())
      expect(readFileSync(join(world.local, 'back', name)).equals(contents[index]!)).toBe(true);
    const done = world.marks('file.transferred');
    expect(done.map((each) => each.complete)).toEqual(Array(6).fill(true));
    expect(done.map((each) => each.sha256).sort()).toEqual(
      [...contents, ...contents].map((content) => sha256(content)).sort(),
    );
  });

  it('serves paramiko', async () => {
    world = await startFileWorld(() => ({ rights: anywhere }));
    const content = randomBytes(500_000);
    writeFileSync(join(world.local, 'p'), content);
    const run = await runProgram('/usr/bin/python3', [
      '-c',
      `
import socket, sys, paramiko
path, local = sys.argv[1], sys.argv[2]
class Wire(socket.socket):
    def get_name(self):
        return 'wire'
s = Wire(socket.AF_UNIX)
s.connect(path)
s.sendall(b'sftp\\n')
c = paramiko.SFTPClient(s)
c.put(local + '/p', 'p')
c.get('p', local + '/q')
with c.open('new', 'wb') as f:
    f.write(b'one')
    f.seek(1)
    f.write(b'x')
c.rename('new', 'old')
print(sorted(c.listdir('.')))
try:
    c.stat('nothing')
except FileNotFoundError:
    print('not found')
c.close()
`,
      world.socketPath,
      world.local,
    ]);
    expect(run).toEqual({ code: 0, err: '', out: "['old', 'p']\nnot found\n" });
    await world.settled();
    expect(readFileSync(join(world.local, 'q')).equals(content)).toBe(true);
    expect(world.marks('file.transferred')).toEqual([
      expect.objectContaining({ direction: 'in', sha256: sha256(content), complete: true }),
      expect.objectContaining({ direction: 'out', sha256: sha256(content), complete: true }),
      expect.objectContaining({ path: `${world.home}/new`, sha256: null, noSha256: 'a part came twice' }),
    ]);
  });

  it('PS-14 holds sftp to its folder against ../, absolute links and relative paths', async () => {
    world = await startFileWorld((home) => ({ rights: { in: [`${home}/in`], out: [`${home}/in`] } }));
    mkdirSync(join(world.home, 'in/sub'), { recursive: true });
    writeFileSync(join(world.home, 'secret'), 'secret');
    writeFileSync(join(world.home, 'in/open'), 'open');
    symlinkSync(join(world.home, 'secret'), join(world.home, 'in/link'));
    symlinkSync(world.home, join(world.home, 'in/up'));
    symlinkSync('../open', join(world.home, 'in/sub/near'));
    writeFileSync(join(world.local, 'x'), 'x');
    const run = await sftp(
      'pwd',
      `get open ${world.local}/open`,
      `get sub/near ${world.local}/near`,
      `-get ../secret ${world.local}/1`,
      `-get ${world.home}/secret ${world.local}/2`,
      `-get ${world.home}/in/../secret ${world.local}/3`,
      `-get link ${world.local}/4`,
      `-get up/secret ${world.local}/5`,
      `-put ${world.local}/x ../y`,
      `-put ${world.local}/x up/y`,
      `-put ${world.local}/x link`,
      '-ln -s /etc/passwd other',
      '-ln open hard',
      '-rename open ../open',
      `-rename ${world.home}/secret in`,
      '-rm up/secret',
      `-rm ../secret`,
      `-mkdir ../made`,
      '-chmod 600 link',
      `-ls ${world.home}`,
      '-ls /etc',
      `put ${world.local}/x y`,
      'rename y z',
    );
    expect(run).toMatchObject({ code: 0 });
    expect(run.out).toContain(`${world.home}/in`);
    await world.settled();
    for (const name of ['1', '2', '3', '4', '5']) expect(existsSync(join(world.local, name))).toBe(false);
    expect(readFileSync(join(world.home, 'secret'), 'utf8')).toBe('secret');
    expect(readFileSync(join(world.local, 'open'), 'utf8')).toBe('open');
    expect(readFileSync(join(world.local, 'near'), 'utf8')).toBe('open');
    for (const name of ['y', 'made', 'open']) expect(existsSync(join(world.home, name))).toBe(false);
    expect(readFileSync(join(world.home, 'in/z'), 'utf8')).toBe('x');
    expect(world.marks('file.refused').length).toBeGreaterThanOrEqual(12);
  });

  it('refuses scp -O with rights that are bound to folders, and says what works', async () => {
    world = await startFileWorld((home) => ({ rights: { in: [home], out: null } }));
    writeFileSync(join(world.local, 'x'), 'x');
    const legacy = await scp('-O', join(world.local, 'x'), `h:${world.home}/x`);
    expect(legacy.code).not.toBe(0);
    expect(legacy.err).toContain('use sftp, or scp without -O');
    expect(await scp(join(world.local, 'x'), `h:${world.home}/x`)).toMatchObject({ code: 0 });
    expect(readFileSync(join(world.home, 'x'), 'utf8')).toBe('x');
    const back = await scp(`h:${world.home}/x`, join(world.local, 'y'));
    expect(back.code).not.toBe(0);
    expect(existsSync(join(world.local, 'y'))).toBe(false);
  });
});
