import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelRight } from '@gatehouse/kernel';
import { clientArguments, runClient, startDoorWorld } from './testing/door-world.js';
import type { DoorWorld, SshRun } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

let sshd: TestSshd;
let world: DoorWorld;
/** A folder at the target, and one at the client. */
let far: string;
let near: string;
const bytes = randomBytes(700_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
beforeEach(async () => {
  world = await startDoorWorld(sshd);
  [far, near] = [join(sshd.folder, 'far'), join(sshd.folder, 'near')];
  for (const folder of [far, near]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  }
  writeFileSync(join(near, 'up.bin'), bytes);
  writeFileSync(join(far, 'down.bin'), bytes);
});
afterEach(() => world.stop());

const allow = (...rights: ChannelRight[]): void => void (world.permit = { rights, recordInput: false });
const scp = (...args: string[]): Promise<SshRun> =>
  runClient('scp', ['-P', String(world.port), ...clientArguments, ...args]);
/** Without a batch file, which would turn the questions for password and code off. */
const sftp = (commands: string): Promise<SshRun> =>
  runClient('sftp', ['-P', String(world.port), ...clientArguments, 'ana+l2-edge@127.0.0.1'], commands);
const at = (path: string): string => `ana+l2-edge@127.0.0.1:${path}`;
const marks = async (type: string): Promise<Record<string, unknown>[]> => {
  await eventually(() => world.ended.length > 0);
  return world.recorders.flatMap((recorder) => recorder.events().filter((event) => event.type === type));
};

it.each([
  ['scp', []],
  ['scp -O', ['-O']],
])(
  '%s copies both ways, with the SHA-256 of every file on record',
  async (_name, mode) => {
    allow('files-in', 'files-out');
    expect(await scp(...mode, join(near, 'up.bin'), at(join(far, 'up.bin')))).toMatchObject({ code: 0 });
    expect(readFileSync(join(far, 'up.bin')).equals(bytes)).toBe(true);
    expect(await scp(...mode, at(join(far, 'down.bin')), join(near, 'down.bin'))).toMatchObject({ code: 0 });
    expect(readFileSync(join(near, 'down.bin')).equals(bytes)).toBe(true);
    await eventually(() => world.ended.length === 2);
    const files = await marks('file.transferred');
    expect(files).toEqual([
      // Whether the path is a folder is the target's to say: legacy scp does not tell.
      expect.objectContaining({
        ...{ direction: 'in', sha256, bytes: 700_000 },
        path: expect.stringContaining(join(far, 'up.bin')) as unknown,
      }),
      expect.objectContaining({ direction: 'out', path: join(far, 'down.bin'), sha256, bytes: 700_000 }),
    ]);
    expect(world.ended[0]?.bytes.toTarget).toBeGreaterThanOrEqual(700_000);
  },
  30_000,
);

it.each([
  ['scp', []],
  ['scp -O', ['-O']],
])(
  'SE-13 %s does nothing that the rights do not name',
  async (_name, mode) => {
    allow('files-out');
    const up = await scp(...mode, join(near, 'up.bin'), at(join(far, 'up.bin')));
    expect(up.code).not.toBe(0);
    expect(existsSync(join(far, 'up.bin'))).toBe(false);
    allow('files-in');
    const down = await scp(...mode, at(join(far, 'down.bin')), join(near, 'down.bin'));
    expect(down.code).not.toBe(0);
    expect(existsSync(join(near, 'down.bin'))).toBe(false);
    allow('shell');
    expect((await scp(...mode, at(join(far, 'down.bin')), join(near, 'down.bin'))).code).not.toBe(0);
    expect(existsSync(join(near, 'down.bin'))).toBe(false);
  },
  30_000,
);

it('PS-14 sftp stays below the folder that the right names, whatever the path says', async () => {
  mkdirSync(join(far, 'recipes'));
  allow(`files-in:${join(far, 'recipes')}`);
  const put = (to: string): Promise<SshRun> => sftp(`put ${join(near, 'up.bin')} ${to}\n`);
  await put(join(far, 'recipes/a.bin'));
  expect(existsSync(join(far, 'recipes/a.bin'))).toBe(true);
  for (const outside of ['b.bin', 'recipes/../b.bin', 'recipes/sub/../../b.bin']) {
    const run = await put(join(far, outside));
    expect(run.stderr).toMatch(/ermission denied|not part of/);
  }
  expect(existsSync(join(far, 'b.bin'))).toBe(false);
}, 40_000);

it('PS-14 what is refused is on the audit trail too, and a flood of it only on record', async () => {
  allow('files-out');
  const many = 45;
  await sftp(`put ${join(near, 'up.bin')} ${join(far, 'b.bin')}\n`.repeat(many));
  const refused = await marks('file.refused');
  expect(refused.length).toBe(many);
  const audited = world.notes.filter(({ kind }) => kind === 'file.refused');
  expect(audited.length).toBe(20);
  expect(audited[0]?.data).toMatchObject({
    op: 'open',
    path: join(far, 'b.bin'),
    why: 'this access does not include files to the machine',
  });
}, 40_000);

it.each([
  ['sftp', (from: string, to: string) => sftp(`put ${from} ${to}\n`)],
  ['scp -O', (from: string, to: string) => scp('-O', from, at(to))],
])(
  '%s that is cut in mid-transfer leaves its summary on record',
  async (_name, send) => {
    allow('files-in');
    const big = join(near, 'big.bin');
    writeFileSync(big, '');
    truncateSync(big, 4 * 2 ** 30);
    const sent = send(big, join(far, 'big.bin'));
    const arrived = (): number => statSync(join(far, 'big.bin'), { throwIfNoEntry: false })?.size ?? 0;
    await eventually(() => arrived() > 2 ** 20);
    for (const session of world.live) session.end('revoked');
    expect((await sent).code).not.toBe(0);
    expect(await marks('file.transferred')).toEqual([
      expect.objectContaining({ path: expect.stringContaining('big.bin') as unknown, complete: false }),
    ]);
    expect(world.recorders[0]?.closedWith).toMatchObject({ reason: 'revoked' });
  },
  40_000,
);

it('sftp and a command share one connection, each by its own right', async () => {
  allow('exec', 'files-out');
  const control = ['-o', `ControlPath=${join(sshd.folder, 'files-%C')}`];
  const ssh = (...args: string[]): Promise<SshRun> =>
    runClient('ssh', ['-p', String(world.port), ...clientArguments, ...control, ...args]);
  const master = ['-o', 'ControlMaster=auto', '-o', 'ControlPersist=yes', 'ana+l2-edge@127.0.0.1', 'true'];
  expect((await ssh(...master)).code).toBe(0);
  const get = await scp(...control, at(join(far, 'down.bin')), join(near, 'down.bin'));
  expect(get).toMatchObject({ code: 0 });
  expect(world.asked).toEqual(['files']);
  expect((await scp(...control, join(near, 'up.bin'), at(join(far, 'up.bin')))).code).not.toBe(0);
  await ssh('-O', 'exit', 'ana+l2-edge@127.0.0.1');
  const transferred = await marks('file.transferred');
  expect(transferred).toEqual([expect.objectContaining({ sha256, direction: 'out' })]);
}, 40_000);

it('rsync runs where commands may run, and what it moves is on record as what a command was given', async () => {
  allow('exec');
  const rsh = ['ssh', '-p', String(world.port), ...clientArguments].join(' ');
  const run = await runClient('rsync', ['-e', rsh, join(near, 'up.bin'), at(join(far, 'synced.bin'))]);
  expect(run).toMatchObject({ code: 0 });
  expect(readFileSync(join(far, 'synced.bin')).equals(bytes)).toBe(true);
  const recorder = await eventually(() => world.ended[0] && world.recorders[0]);
  expect(recorder.bytesOf('stream-in').length).toBeGreaterThan(700_000);
}, 30_000);
