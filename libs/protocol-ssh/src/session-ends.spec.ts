import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { systemClock } from '@gatehouse/kernel';
import type { Clock } from '@gatehouse/kernel';
import { runSsh, startDoorWorld, startSsh } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { internalsOf } from './ssh2-internals.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';
import { execOn, TestClients } from './testing/test-client.js';

let sshd: TestSshd;
let world: DoorWorld;
let clock: SteppableClock;
let proxy: TargetProxy;
beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
beforeEach(async () => {
  clock = new SteppableClock();
  proxy = await startTargetProxy(sshd.port);
  world = await startDoorWorld({ ...sshd, port: proxy.port }, { clock });
});
afterEach(async () => {
  await world.stop();
  await proxy.stop();
});

/** The system's clock, which a test may step. */
class SteppableClock implements Clock {
  wallStep = 0;
  monotonicStep = 0;

  now(): Date {
    return new Date(Date.now() + this.wallStep);
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.monotonicStep;
  }
}

interface TargetProxy {
  readonly port: number;
  readonly open: Set<Socket>;
  /** Milliseconds before the target's first byte is passed on. */
  delayMs: number;
  bytesToTarget: number;
  stop(): Promise<void>;
}

/** Stands between gateway and target, and sees what reaches the target. */
async function startTargetProxy(target: number): Promise<TargetProxy> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => undefined);
    open.add(near);
    near.on('close', () => (open.delete(near), far.destroy()));
    far.on('close', () => near.destroy());
    near.on('data', (bytes: Buffer) => (proxied.bytesToTarget += bytes.length));
    near.pipe(far);
    setTimeout(() => far.pipe(near), proxied.delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxied: TargetProxy = {
    port: (server.address() as { port: number }).port,
    open,
    delayMs: 0,
    bytesToTarget: 0,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return proxied;
}

const closesIn = (ms: number): Date => new Date(clock.now().getTime() + ms);

async function openShell() {
  const shell = startSsh(world.port, [], { tty: true, timeoutMs: 40_000 });
  await eventually(() => world.started.length === 1);
  return shell;
}

test('SE-01 an idle session is warned, and ends within a second of its window, with the reason on the screen', async () => {
  const closesAt = closesIn(18_000);
  world.permit = { closesAt };
  const { done, output } = await openShell();
  await eventually(() => output().includes('ends in 10 s'), 12_000);
  const run = await done;
  expect(Math.abs(Date.now() - closesAt.getTime())).toBeLessThan(1_000);
  expect(run.code).toBe(254);
  expect(output()).toContain('GH-EXPIRED: your access to L2-EDGE ended at');
  expect(output()).toContain('Call the control room, +49 30 1');
  expect(await eventually(() => world.ended[0])).toMatchObject({
    reason: 'window-ended',
    disconnectVerified: true,
  });
  expect(proxy.open.size).toBe(0);
}, 40_000);

test('SE-02 an end from outside closes both sockets at once, in the middle of a transfer, and says why', async () => {
  const { done, child } = startSsh(world.port, ['yes']);
  child.stdin.end();
  await eventually(() => (world.recorders[0]?.stats.bytesRecorded ?? 0) > 1_000_000);
  const since = performance.now();
  for (const session of world.live) session.end('revoked', 'grant revoked');
  await eventually(() => proxy.open.size === 0);
  expect(performance.now() - since).toBeLessThan(1_000);
  const run = await done;
  expect(run.stderr).toContain('GH-REVOKED');
  const ended = await eventually(() => world.ended[0]);
  expect(ended).toMatchObject({ reason: 'revoked', detail: 'grant revoked', disconnectVerified: true });
});

test('SE-02 an end from outside closes both sockets of a client that reads nothing any more', async () => {
  const clients = new TestClients();
  const client = await clients.signedIn(world.port);
  const channel = await execOn(client, 'yes');
  channel.on('error', () => undefined);
  const { protocol, socket } = internalsOf(client);
  // With its window wide open, only the sockets hold the output up.
  const { outgoing } = channel as unknown as { outgoing: { id: number } };
  protocol.channelWindowAdjust(outgoing.id, 2 ** 31);
  socket.pause();
  const recorded = (): number => world.recorders[0]?.stats.bytesRecorded ?? 0;
  for (let before = -1; recorded() === 0 || recorded() !== before;) {
    before = recorded();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  for (const session of world.live) session.end('revoked', 'grant revoked');
  const ended = await eventually(() => world.ended[0]);
  expect(ended).toMatchObject({ reason: 'revoked', disconnectVerified: true });
  expect(proxy.open.size).toBe(0);
  clients.end();
}, 30_000);

test('SE-02 a client that would stay connected reads why its session ended, and is hung up on', async () => {
  const clients = new TestClients();
  const client = await clients.signedIn(world.port);
  const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const channel = await execOn(client, 'yes');
  let received = 0;
  let said = '';
  channel.on('data', (bytes: Buffer) => (received += bytes.length));
  channel.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const status = new Promise<number | null>((resolve) => channel.once('exit', resolve));
  await eventually(() => received > 1_000_000);
  for (const session of world.live) session.end('revoked', 'grant revoked');
  expect(await status).toBe(254);
  await gone;
  expect(said).toContain('GH-REVOKED');
  expect(await eventually(() => world.ended[0])).toMatchObject({
    reason: 'revoked',
    disconnectVerified: true,
  });
  clients.end();
}, 30_000);

test('SE-04 a target that answers after the window ended gets no byte of the session', async () => {
  proxy.delayMs = 900;
  world.permit = { closesAt: closesIn(400) };
  const run = await runSsh(world.port, ['echo never']);
  expect(run.stdout.toString()).toBe('');
  expect(run.stderr).toContain('GH-EXPIRED');
  const sent = proxy.bytesToTarget;
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(proxy.bytesToTarget).toBe(sent);
  expect(sent).toBeLessThan(100);
  expect(world.started).toEqual([]);
});

test.each([24.85, 30])('SE-06 a window of %s days does not end early', async (days) => {
  world.permit = { closesAt: closesIn(days * 86_400_000), idleSeconds: 40 * 86_400 };
  const { child, done } = await openShell();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(world.ended).toEqual([]);
  child.stdin.write('exit 3\n');
  expect((await done).code).toBe(3);
});

test('SE-07 after a sleep across the end, the first act is to close: nothing is forwarded', async () => {
  world.permit = { closesAt: closesIn(60_000) };
  let release: () => void = () => undefined;
  const { done, child, output } = startSsh(world.port, ['cat']);
  // Once a line came back, all that opening a command takes has gone to the target.
  child.stdin.write('typed in time\n');
  await eventually(() => output() === 'typed in time\n');
  const recorder = world.recorders[0];
  if (recorder) recorder.hold = new Promise((resolve) => (release = resolve));
  const before = proxy.bytesToTarget;
  child.stdin.write('typed across the end\n');
  await new Promise((resolve) => setTimeout(resolve, 100));
  clock.monotonicStep = 90_000;
  release();
  const run = await done;
  expect(run.stdout.toString()).toBe('typed in time\n');
  // What still went is the hang-up, not what was typed.
  expect(proxy.bytesToTarget - before).toBeLessThan(200);
  expect(run.stderr).toContain('GH-EXPIRED');
});

test('a wall clock that steps forward past the end ends the session; one that steps back gives it nothing', async () => {
  world.permit = { closesAt: closesIn(6_000) };
  clock.wallStep = 0;
  const back = await openShell();
  clock.wallStep = -3_600_000;
  await back.done;
  expect(await eventually(() => world.ended[0])).toMatchObject({ reason: 'window-ended' });
  clock.wallStep = 0;
  world.permit = { closesAt: closesIn(3_600_000) };
  const forward = startSsh(world.port, [], { tty: true });
  await eventually(() => world.started.length === 2);
  clock.wallStep = 3_700_000;
  await forward.done;
  expect(await eventually(() => world.ended[1])).toMatchObject({ reason: 'window-ended' });
}, 30_000);

test('SE-11 a client that closed its side while the target writes on is gone at the end, and so is the target', async () => {
  world.permit = { closesAt: closesIn(1_500) };
  const { done, child } = startSsh(world.port, ['while true; do echo x; sleep 0.05; done']);
  child.stdin.end();
  await done;
  await eventually(() => proxy.open.size === 0);
  expect(await eventually(() => world.ended[0])).toMatchObject({
    reason: 'window-ended',
    disconnectVerified: true,
  });
});

test('SE-15 keepalives and a busy screen are no input: the session ends when nothing was typed', async () => {
  world.permit = { idleSeconds: 2 };
  const { done, output, child } = startSsh(world.port, ['while true; do date; sleep 0.2; done'], {
    tty: true,
    sshOptions: ['-o', 'ServerAliveInterval=1'],
  });
  await eventually(() => world.started.length === 1);
  const since = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  child.stdin.write('x');
  await done;
  expect(performance.now() - since).toBeGreaterThan(2_700);
  expect(performance.now() - since).toBeLessThan(5_000);
  expect(output()).toContain('GH-IDLE');
}, 15_000);

test('RI-02 without a recorder nothing reaches the target, not even a connection', async () => {
  world.noRecorder = true;
  const run = await runSsh(world.port, ['echo never']);
  expect(run.stderr).toContain('GH-RECORDER');
  expect(run.code).toBe(254);
  expect(proxy.bytesToTarget).toBe(0);
  expect(await eventually(() => world.ended[0])).toMatchObject({ reason: 'recording-lost' });
});

test('RI-12 a recorder that holds its breath stops the session, and one that is lost ends it', async () => {
  const { done, output, child } = await openShell();
  await eventually(() => (world.recorders[0]?.bytesOf('terminal-out').length ?? 0) > 0);
  const recorder = world.recorders[0];
  if (!recorder) throw new Error('no recorder');
  let release: () => void = () => undefined;
  recorder.hold = new Promise((resolve) => (release = resolve));
  child.stdin.write('echo marker-$((40+2))\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(output()).not.toContain('marker-42');
  recorder.fails = true;
  release();
  await done;
  expect(output()).not.toContain('marker-42');
  expect(output()).toContain('GH-RECORDER');
  expect(await eventually(() => world.ended[0])).toMatchObject({ reason: 'recording-lost' });
});

test('nothing is relayed before the start is durable', async () => {
  let durable: () => void = () => undefined;
  world.onStarted = () => new Promise((resolve) => (durable = resolve));
  const { done, output, child } = startSsh(world.port, ['echo early']);
  child.stdin.end();
  await eventually(() => world.recorders.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(output()).toBe('');
  durable();
  expect((await done).stdout.toString()).toBe('early\n');
});

test('UP-06 a fault inside one session ends that session and no other', async () => {
  const other = await openShell();
  world.onStarted = () => Promise.reject(new Error('fault of a test'));
  const run = await runSsh(world.port, ['echo never']);
  expect(run.stdout.toString()).toBe('');
  expect(run.stderr).toContain('GH-ERROR');
  expect(run.stderr).not.toContain('fault of a test');
  other.child.stdin.write('exit 6\n');
  expect((await other.done).code).toBe(6);
  await eventually(() => proxy.open.size === 0);
});

test('WS-05 a client that stops reading stops the target, and memory stays where it was', async () => {
  const { child, done } = startSsh(world.port, ['yes'], { timeoutMs: 30_000 });
  child.stdin.end();
  await eventually(() => world.started.length === 1);
  child.stdout.pause();
  child.kill('SIGSTOP');
  const recorded = (): number => world.recorders[0]?.stats.bytesRecorded ?? 0;
  const settled = await settledAt(recorded);
  expect(settled).toBeLessThan(64 * 1024 * 1024);
  child.kill('SIGCONT');
  child.stdout.resume();
  await eventually(() => recorded() > settled + 4_000_000);
  child.kill('SIGKILL');
  await done;
}, 30_000);

/** The value once it stood still for 400 ms. */
async function settledAt(value: () => number): Promise<number> {
  for (let last = -1; ;) {
    const now = value();
    if (now === last) return now;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}
