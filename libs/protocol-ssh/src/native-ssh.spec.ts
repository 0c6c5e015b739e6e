import { createHash, randomBytes } from 'node:crypto';
import { runSsh, startDoorWorld, startSsh } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

let sshd: TestSshd;
let world: DoorWorld;
beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
beforeEach(async () => {
  world = await startDoorWorld(sshd);
});
afterEach(() => world.stop());

test('a command runs on the target, with its output, error output and exit status', async () => {
  const run = await runSsh(world.port, ['echo out; echo err >&2; exit 7']);
  expect(run.stderr).toBe('err\n');
  expect(run.stdout.toString()).toBe('out\n');
  expect(run.code).toBe(7);
  const [recorder] = world.recorders;
  expect(recorder?.bytesOf('terminal-out').toString()).toBe('out\n');
  expect(recorder?.bytesOf('terminal-err').toString()).toBe('err\n');
  expect(recorder?.events()).toContainEqual({ type: 'command', command: 'echo out; echo err >&2; exit 7' });
  const ended = await eventually(() => world.ended[0]);
  expect(ended).toMatchObject({ reason: 'target-left', disconnectVerified: true });
});

test('RI-01 what the client sent and got is what was recorded, byte for byte in both directions', async () => {
  const bytes = randomBytes(4 * 1024 * 1024);
  const run = await runSsh(world.port, ['cat'], { input: bytes });
  const hash = (of: Buffer): string => createHash('sha256').update(of).digest('hex');
  expect(hash(run.stdout)).toBe(hash(bytes));
  const [recorder] = world.recorders;
  expect(hash(recorder?.bytesOf('terminal-out') ?? Buffer.alloc(0))).toBe(hash(bytes));
  expect(hash(recorder?.bytesOf('stream-in') ?? Buffer.alloc(0))).toBe(hash(bytes));
}, 30_000);

test('PS-13 an exit signal, a half close and error output after it keep their meaning', async () => {
  const killed = await runSsh(world.port, ['kill -KILL $$']);
  expect(killed.code).toBe(255);
  const half = await runSsh(world.port, ['cat; echo after >&2; exit 3'], { input: 'before\n' });
  expect(half).toMatchObject({ code: 3, stderr: 'after\n' });
  expect(half.stdout.toString()).toBe('before\n');
});

test('a command with no input at all still gets its output and status', async () => {
  const { child, done } = startSsh(world.port, ['echo fine; exit 4'], { sshOptions: ['-n'] });
  child.stdin.destroy();
  expect(await done).toMatchObject({ code: 4 });
});

test('PS-12 language settings reach the target and no other variable does', async () => {
  const sshOptions = ['-o', 'SetEnv=LD_PRELOAD=/evil PATH=/evil LC_NUMERIC=de_DE.UTF-8 EVIL=1'];
  const { child, done } = startSsh(world.port, ['env'], { sshOptions });
  child.stdin.end();
  const environment = (await done).stdout.toString();
  expect(environment).toContain('LC_NUMERIC=de_DE.UTF-8');
  expect(environment).not.toContain('evil');
  expect(environment).not.toContain('EVIL');
});

test('a shell has a terminal of the right size, which follows changes, on record', async () => {
  const { child, done, output } = startSsh(world.port, [], { tty: true });
  await eventually(() => world.started.length === 1);
  child.stdin.write('stty size; exit 5\n');
  const run = await done;
  expect(run.code).toBe(5);
  expect(output()).toContain('This session is recorded');
  expect(world.recorders[0]?.frames.some((frame) => frame.kind === 'resize')).toBe(true);
});

test('SC-05 what is typed at a password prompt is masked, and what is echoed is on record', async () => {
  const { child, done } = startSsh(
    world.port,
    ['stty -echo; printf "Secret? "; read x; stty echo; echo; read y; echo got'],
    {
      tty: true,
    },
  );
  await eventually(() => world.recorders[0]?.bytesOf('terminal-out').includes('Secret? '));
  child.stdin.write('hunter2-hunter2\n');
  await eventually(() => world.recorders[0]?.events().some((event) => event.type === 'input-masked'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.stdin.write('visible words\n');
  await done;
  const recorder = world.recorders[0];
  expect(recorder?.bytesOf('terminal-in').toString()).toContain('visible words');
  const everything = Buffer.concat(recorder?.frames.map((frame) => frame.data) ?? []);
  expect(everything.includes('hunter2')).toBe(false);
});

test('SE-14 RI-05 everything but shell and exec is refused, and on record with its destination', async () => {
  const sshOptions = ['-A', '-R', '0:127.0.0.1:9', '-o', 'ExitOnForwardFailure=no'];
  const { child, done } = startSsh(world.port, ['sleep 1'], { sshOptions });
  child.stdin.end();
  await done;
  const direct = startSsh(world.port, [], {
    sshOptions: ['-o', 'LogLevel=INFO', '-W', '169.254.169.254:80'],
  });
  direct.child.stdin.end();
  expect((await direct.done).stderr).toContain('administratively prohibited');
  for (const name of ['sftp', 'netconf']) {
    const subsystem = startSsh(world.port, [name], { sshOptions: ['-s'] });
    subsystem.child.stdin.end();
    expect((await subsystem.done).code).not.toBe(0);
  }
  expect(world.refused.map((each) => each.what)).toEqual(
    expect.arrayContaining(['tcpip-forward', 'subsystem']),
  );
  expect(world.refused.find((each) => each.what === 'subsystem')?.destination).toBe('netconf');
  const details = (await eventually(() => (world.ended.length === 3 ? world.ended : null))).map(
    (ended) => ended.detail,
  );
  expect(details).toContain('this access does not include a forward to 169.254.169.254:80');
  expect(details).toContain('this access does not include file transfer');
}, 30_000);

test('without a target the menu shows open grants, and a number or name chooses', async () => {
  world.menu = [
    { grantId: 'grant_a', handle: 'l2-edge', text: 'Filler edge PC' },
    { grantId: 'grant_b', handle: 'l3-edge', text: 'Packer edge PC' },
  ];
  const { child, done, output } = startSsh(world.port, [], { tty: true, user: 'ana' });
  await eventually(() => output().includes('Number or name'));
  child.stdin.write('9\r');
  await eventually(() => output().includes('none of them'));
  child.stdin.write('2\r');
  await eventually(() => world.started.length === 1);
  child.stdin.write('exit\n');
  await done;
  expect(world.wishes).toEqual([{ grantId: 'grant_b' }]);
});

test('a command without a target is told how to name one', async () => {
  const run = await runSsh(world.port, ['true'], { user: 'ana' });
  expect(run.stderr).toContain('ana+MACHINE@gateway');
  expect(run.code).toBe(254);
  expect(world.wishes).toEqual([]);
});

test('an access that does not include a command does not run it', async () => {
  world.permit = { rights: ['shell'] };
  const run = await runSsh(world.port, ['echo leaked']);
  expect(run.stdout.toString()).toBe('');
  expect(run.code).toBe(254);
});

test('the target is gone in mid-session: the client is told and both sides close', async () => {
  const { done, child } = startSsh(world.port, ['kill -9 $PPID; sleep 30']);
  child.stdin.end();
  const run = await done;
  expect(run.stderr).toContain('GH-TARGET');
  expect(await eventually(() => world.ended[0])).toMatchObject({
    reason: 'target-left',
    disconnectVerified: true,
  });
});

test('the client is gone in mid-transfer: the command on the target ends', async () => {
  const marker = `marker${Date.now()}`;
  const { child } = startSsh(world.port, [`echo ${marker}; exec sleep 321`]);
  await eventually(() => world.recorders[0]?.bytesOf('terminal-out').includes(marker));
  child.kill('SIGKILL');
  expect(await eventually(() => world.ended[0])).toMatchObject({
    reason: 'client-left',
    disconnectVerified: true,
  });
});
