import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import type { LentCredential, TargetEndpoint } from '@gatehouse/session/plugin';
import { newId } from '@gatehouse/kernel';
import { dialTarget } from './dial-target.js';
import { closeWire } from './close-wire.js';
import { makeHostKey } from './make-host-key.js';
import { scanHostKey } from './scan-host-key.js';
import { modernSettings } from './ssh-settings.js';
import type { SshSettings } from './ssh-settings.js';
import { internalsOf } from './ssh2-internals.js';
import { startDoorWorld, runSsh } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';

interface FakeTarget {
  readonly port: number;
  readonly hostKey: Buffer;
  readonly seen: { method: string; secret: string }[];
  readonly connections: ssh2.Connection[];
  stop(): Promise<void>;
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A target with one account, which says yes to the methods it knows and lets a test misbehave after that. */
async function startFakeTarget(
  methods: string[],
  behave: (connection: ssh2.Connection) => void = () => undefined,
): Promise<FakeTarget> {
  const key = makeHostKey();
  const seen: FakeTarget['seen'] = [];
  const connections: ssh2.Connection[] = [];
  const server = new ssh2.Server({ hostKeys: [key.private] }, (connection) => {
    connections.push(connection);
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (context.method === 'none' || !methods.includes(context.method))
        return context.reject(methods as ssh2.AuthenticationType[]);
      if (context.method === 'password') {
        seen.push({ method: 'password', secret: context.password });
        return context.password === 'plant secret' ? context.accept() : context.reject();
      }
      if (context.method === 'keyboard-interactive')
        return context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
          const [answer = ''] = Array.isArray(answers) ? answers : [];
          seen.push({ method: 'keyboard-interactive', secret: answer });
          return answer === 'plant secret' ? context.accept() : context.reject();
        });
      context.reject();
    });
    behave(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const target = {
    port: (server.address() as AddressInfo).port,
    hostKey: (ssh2.utils.parseKey(key.public) as ssh2.ParsedKey).getPublicSSH(),
    seen,
    connections,
    stop: async () => {
      for (const connection of connections) internalsOf(connection).socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  stops.push(target.stop);
  return target;
}

function endpoint(target: { port: number; hostKey: Buffer }): TargetEndpoint<SshSettings> {
  return {
    targetId: newId('tgt'),
    address: 'localhost',
    port: target.port,
    account: 'service',
    pinnedHostKey: target.hostKey,
    settings: modernSettings,
    via: [],
  };
}

const password = (): LentCredential => ({ kind: 'password', secret: Buffer.from('plant secret') });
const quiet = { refused: () => undefined, cut: () => undefined };

test.each(['password', 'keyboard-interactive'])('the lent password is given by %s', async (method) => {
  const target = await startFakeTarget([method]);
  const dialled = await dialTarget(endpoint(target), password(), new AbortController().signal, quiet);
  if ('refused' in dialled) throw new Error('refused');
  expect(target.seen).toEqual([{ method, secret: 'plant secret' }]);
  expect(dialled.dialledAddress).toMatch(/^(127\.0\.0\.1|\[::1\]):\d+$/);
  expect(await closeWire(dialled.client, internalsOf(dialled.client).socket)).toBe(true);
});

test('SC-02 a target whose host key changed is refused before any name or secret is sent, and its key reported', async () => {
  const target = await startFakeTarget(['password']);
  const other = ssh2.utils.parseKey(makeHostKey().public) as ssh2.ParsedKey;
  const answer = await dialTarget(
    { ...endpoint(target), pinnedHostKey: other.getPublicSSH() },
    password(),
    new AbortController().signal,
    quiet,
  );
  expect(answer).toMatchObject({
    refused: 'identity-mismatch',
    observed: { keyType: 'ssh-ed25519', key: target.hostKey },
  });
  expect(target.seen).toEqual([]);
});

test('a wrong secret, a closed port and an abort are told apart', async () => {
  const target = await startFakeTarget(['password']);
  const wrong: LentCredential = { kind: 'password', secret: Buffer.from('old secret') };
  expect(await dialTarget(endpoint(target), wrong, new AbortController().signal, quiet)).toMatchObject({
    refused: 'credential-not-accepted',
  });
  await target.stop();
  stops.length = 0;
  expect(await dialTarget(endpoint(target), password(), new AbortController().signal, quiet)).toMatchObject({
    refused: 'unreachable',
    detail: 'nothing listens on that port',
  });
  const silent = createServer((socket) => void socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const port = (silent.address() as AddressInfo).port;
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  expect(
    await dialTarget({ ...endpoint(target), port, address: '127.0.0.1' }, password(), abort.signal, quiet),
  ).toEqual({
    refused: 'aborted',
  });
  await new Promise<void>((resolve) => silent.close(() => resolve()));
});

test('the host key can be read without signing in', async () => {
  const target = await startFakeTarget(['password']);
  const seen = await scanHostKey({ address: '127.0.0.1', port: target.port, allowsWeak: false, via: [] });
  expect(seen.key.equals(target.hostKey)).toBe(true);
  expect(target.seen).toEqual([]);
});

test('PS-11 a hostile target that overruns the window is cut, and its session ends as a fault', async () => {
  const target = await startFakeTarget(['password'], (connection) =>
    connection.on('session', (accept) =>
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec();
        const { protocol } = internalsOf(connection);
        const { outgoing } = channel as unknown as { outgoing: { id: number } };
        const flood = (left: number): void => {
          if (left === 0 || internalsOf(connection).socket.destroyed) return;
          for (let count = 0; count < 20; count += 1)
            protocol.channelData(outgoing.id, Buffer.alloc(32_000, 120));
          setTimeout(flood, 2, left - 1);
        };
        setTimeout(flood, 500, 40);
      }),
    ),
  );
  const world = await startDoorWorld({ ...target, account: 'service', clientKey: Buffer.alloc(0) });
  world.permit = { credential: password() };
  let release: () => void = () => undefined;
  const before = process.memoryUsage().rss;
  const run = runSsh(world.port, ['flood']);
  const recorder = await eventually(() => world.recorders.find((each) => each.events().some(isCommand)));
  recorder.hold = new Promise((resolve) => (release = resolve));
  await eventually(() => target.connections[0] && internalsOf(target.connections[0]).socket.destroyed);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  release();
  expect((await run).stderr).toContain('GH-ERROR');
  expect(await eventually(() => world.ended[0])).toMatchObject({
    reason: 'error',
    detail: 'the target broke the protocol: the channel window was overrun',
  });
  await world.stop();
});

test('RI-05 a target that opens channels by itself gets none, and it is noted', async () => {
  const target = await startFakeTarget(['password'], (connection) =>
    connection.on('session', (accept) =>
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec();
        connection.forwardOut('127.0.0.1', 22, '10.0.0.1', 4000, (error) => {
          channel.write(error ? 'refused\n' : 'opened\n');
          channel.exit(0);
          channel.end();
        });
      }),
    ),
  );
  const world = await startDoorWorld({ ...target, account: 'service', clientKey: Buffer.alloc(0) });
  world.permit = { credential: password() };
  const run = await runSsh(world.port, ['anything']);
  expect(run.stdout.toString()).toBe('refused\n');
  expect(world.notes).toContainEqual({
    kind: 'channel.refused',
    data: { by: 'target', what: 'forwarded-tcpip', destination: expect.any(String) as string },
  });
  await world.stop();
});

function isCommand(event: { type: string }): boolean {
  return event.type === 'command';
}
