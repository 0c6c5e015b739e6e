import { randomBytes } from 'node:crypto';
import { createServer, connect } from 'node:net';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { connectRefusal } from '@gatehouse/session';
import { runSsh, startDoorWorld, startSsh } from './testing/door-world.js';
import type { DoorWorld, SshRun } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { freePort, startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

let sshd: TestSshd;
let world: DoorWorld;
/** What a machine behind the target offers: it sends back what it gets, after a greeting. */
let machine: Server;
let machinePort: number;
const machineSockets = new Set<Socket>();

beforeAll(async () => {
  sshd = await startTestSshd();
  machine = createServer({ allowHalfOpen: true }, (socket) => {
    machineSockets.add(socket);
    socket.on('error', () => undefined).on('close', () => machineSockets.delete(socket));
    socket.write('hello ');
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => machine.listen(0, '127.0.0.1', resolve));
  machinePort = (machine.address() as { port: number }).port;
}, 30_000);
afterAll(async () => {
  await new Promise((resolve) => machine.close(resolve));
  await sshd.stop();
});
beforeEach(async () => {
  world = await startDoorWorld(sshd);
});
afterEach(() => world.stop());

const channelsOf = (kind: string): number[] =>
  world.recorders.flatMap(({ frames }) =>
    frames.filter((frame) => frame.kind === kind).map((frame) => frame.channel),
  );

describe('a connection that several commands share (ControlMaster)', () => {
  const options = (): string[] => ['-o', `ControlPath=${join(sshd.folder, 'mux-%C')}`];
  const master = ['-o', 'ControlMaster=auto', '-o', 'ControlPersist=yes'];
  const leave = (): Promise<SshRun> => control('exit');
  const control = async (what: string): Promise<SshRun> => {
    const { child, done } = startSsh(world.port, [], { sshOptions: [...options(), '-O', what] });
    child.stdin.end();
    return done;
  };
  const command = (text: string, more: string[] = []): Promise<SshRun> => {
    const { child, done } = startSsh(world.port, [text], { sshOptions: [...options(), ...more] });
    child.stdin.end();
    return done;
  };

  it('asks once for the code, and at every channel for the grant', async () => {
    expect((await command('echo one; exit 3', master)).code).toBe(3);
    expect(await command('echo two; echo err >&2; exit 4')).toMatchObject({ code: 4, stderr: 'err\n' });
    const guesses = world.guesses;
    expect((await command('echo three')).stdout.toString()).toBe('three\n');
    expect(world.guesses).toBe(guesses);
    expect(world.wishes).toHaveLength(1);
    expect(world.asked).toEqual(['exec', 'exec']);
    expect(world.notes).toEqual([
      { kind: 'channel.opened', data: { what: 'exec', channel: 1 } },
      { kind: 'channel.opened', data: { what: 'exec', channel: 2 } },
    ]);
    expect(world.recorders).toHaveLength(1);
    expect(channelsOf('terminal-out')).toEqual([0, 1, 2]);
    world.channelRefusal = connectRefusal('GH-REVOKED', { machine: 'l2-edge' });
    const refused = await command('echo leaked');
    expect(refused).toMatchObject({ code: 254 });
    expect(refused.stdout.toString()).toBe('');
    expect(refused.stderr).toContain('GH-REVOKED');
    expect(world.live.size).toBe(1);
    await leave();
    const ended = await eventually(() => world.ended[0]);
    expect(ended).toMatchObject({ reason: 'target-left', disconnectVerified: true });
  }, 30_000);

  it('ends with the grant, whether or not a channel is open', async () => {
    expect((await command('true', master)).code).toBe(0);
    const waiting = command('sleep 60');
    await eventually(() => world.asked.length === 1);
    for (const session of world.live) session.end('revoked', 'grant revoked');
    const run = await waiting;
    expect(run.stderr).toContain('GH-REVOKED');
    expect(run.code).not.toBe(0);
    await eventually(() => world.ended[0]?.reason === 'revoked');
    expect((await control('check')).code).not.toBe(0);
  }, 30_000);

  it('lets a client that kills one command keep the others', async () => {
    expect((await command('true', master)).code).toBe(0);
    const { child, done } = startSsh(world.port, ['cat'], { sshOptions: options() });
    child.stdin.write('x');
    await eventually(() => channelsOf('terminal-out').includes(1));
    child.kill('SIGKILL');
    await done;
    await eventually(() => world.recorders[0]?.events().filter(({ type }) => type === 'closed').length === 2);
    expect((await command('echo still')).stdout.toString()).toBe('still\n');
    expect(world.live.size).toBe(1);
    await leave();
  }, 30_000);
});

describe('a forward', () => {
  const over = (args: string[], input?: Buffer): Promise<SshRun> => {
    const { child, done } = startSsh(world.port, [], { sshOptions: ['-o', 'LogLevel=INFO', ...args] });
    child.stdin.end(input);
    return done;
  };

  it('SE-14 reaches the host and port that the grant names, from the target, every byte on record', async () => {
    world.permit = { rights: [`forward:127.0.0.1:${machinePort}`], recordInput: false };
    const bytes = randomBytes(300_000);
    const run = await over(['-W', `127.0.0.1:${machinePort}`], bytes);
    expect(run.stdout.equals(Buffer.concat([Buffer.from('hello '), bytes]))).toBe(true);
    const recorder = await eventually(() => world.ended[0] && world.recorders[0]);
    expect(recorder.bytesOf('stream-in').equals(bytes)).toBe(true);
    expect(recorder.bytesOf('stream-out').equals(run.stdout)).toBe(true);
    expect(recorder.events()).toContainEqual(
      expect.objectContaining({ type: 'opened', kind: 'forward', host: '127.0.0.1', port: machinePort }),
    );
  }, 30_000);

  it('SE-14 RI-05 is refused to any other port, host or spelling, beside one that is named', async () => {
    world.permit = { rights: ['exec', `forward:127.0.0.1:${machinePort}`] };
    const port = await freePort();
    const { child, done } = startSsh(world.port, ['cat'], {
      sshOptions: [
        ...['-o', 'LogLevel=INFO', '-L', `${port}:127.0.0.1:${machinePort}`],
        ...['-L', `${port + 1}:127.0.0.1:${sshd.port}`],
        ...['-L', `${port + 2}:localhost:${machinePort}`],
      ],
    });
    const heard = (at: number): Promise<string> =>
      new Promise((resolve) => {
        let text = '';
        const socket = connect(at, '127.0.0.1', () => socket.end('ping'));
        socket.on('data', (data: Buffer) => (text += data.toString()));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(text));
      });
    await eventually(() => world.started.length === 1);
    expect(await heard(port)).toBe('hello ping');
    expect(await heard(port + 1)).toBe('');
    expect(await heard(port + 2)).toBe('');
    child.stdin.end('x');
    const run = await done;
    expect(run.stderr).toContain('administratively prohibited: GH-NOT-INCLUDED');
    expect(run.stdout.toString()).toBe('x');
    const refused = world.notes
      .filter(({ kind }) => kind === 'channel.refused')
      .map(({ data }) => data['what']);
    expect(refused).toEqual([`forward:127.0.0.1:${sshd.port}`, `forward:localhost:${machinePort}`]);
    expect(world.asked).toEqual([`forward:127.0.0.1:${machinePort}`]);
  }, 30_000);

  it('fails as a connect does when the target cannot reach it', async () => {
    const closed = await freePort();
    world.permit = { rights: [`forward:127.0.0.1:${closed}`] };
    const run = await over(['-W', `127.0.0.1:${closed}`]);
    expect(run.stderr).toContain('connect failed');
    expect(run.code).not.toBe(0);
  });

  it('is the way to a machine behind the target (ProxyJump), when it is named', async () => {
    world.permit = { rights: [`forward:127.0.0.1:${sshd.port}`] };
    const proxy = [
      ...['ssh', '-F', 'none', '-p', String(world.port), '-o', 'StrictHostKeyChecking=no'],
      ...['-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', '-o', 'PubkeyAuthentication=no'],
      ...['-W', '%h:%p', 'ana+l2-edge@127.0.0.1'],
    ].join(' ');
    const run = await runSsh(sshd.port, ['echo behind'], {
      user: sshd.account,
      sshOptions: [
        ...['-o', `ProxyCommand=${proxy}`, '-i', join(sshd.folder, 'client')],
        ...['-o', 'PubkeyAuthentication=yes', '-o', 'IdentitiesOnly=yes'],
      ],
    });
    expect(run.stdout.toString()).toBe('behind\n');
    expect(world.recorders[0]?.bytesOf('stream-out').length).toBeGreaterThan(1_000);
  }, 30_000);

  it('ends with the session, on both sides', async () => {
    world.permit = { rights: [`forward:127.0.0.1:${machinePort}`] };
    const { child, done } = startSsh(world.port, [], {
      sshOptions: ['-o', 'LogLevel=INFO', '-W', `127.0.0.1:${machinePort}`],
    });
    child.stdin.write('a');
    await eventually(() => world.recorders[0]?.bytesOf('stream-out').includes('hello a'));
    for (const session of world.live) session.end('window-ended');
    await done;
    const ended = await eventually(() => world.ended[0]);
    expect(ended).toMatchObject({ reason: 'window-ended', disconnectVerified: true });
    await eventually(() => machineSockets.size === 0);
  });
});
