import { connect } from 'node:net';
import ssh2 from 'ssh2';
import type { AddressInfo, Socket } from 'node:net';
import { newId } from '@gatehouse/kernel';
import type { DialRefusal, JumpEndpoint, LentCredential, TargetEndpoint } from '@gatehouse/session/plugin';
import { dialTarget } from './dial-target.js';
import type { DialledTarget } from './dial-target.js';
import { makeHostKey } from './make-host-key.js';
import { scanHostKey, StoppedAtJumpHost } from './scan-host-key.js';
import { modernSettings } from './ssh-settings.js';
import type { SshSettings } from './ssh-settings.js';
import { internalsOf } from './ssh2-internals.js';
import { eventually } from './testing/eventually.js';
import { runSsh, startDoorWorld } from './testing/door-world.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

jest.setTimeout(30_000);

let near: TestSshd;
let far: TestSshd;
let target: TestSshd;
const events = { refused: () => undefined, cut: () => undefined };
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [near, far, target] = await Promise.all([
    startTestSshd({ config: ['LogLevel DEBUG1'] }),
    startTestSshd({ config: ['LogLevel DEBUG1'] }),
    startTestSshd({ config: ['LogLevel DEBUG1'] }),
  ]);
}, 30_000);
afterAll(() => Promise.all([near, far, target].map((each) => each.stop())));
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const keyOf = (sshd: TestSshd): LentCredential => ({
  kind: 'private-key',
  secret: Buffer.from(sshd.clientKey),
});

function hop(sshd: TestSshd, name: string, changed: Partial<JumpEndpoint> = {}): JumpEndpoint {
  return {
    id: newId('jump'),
    name,
    address: '127.0.0.1',
    port: sshd.port,
    account: sshd.account,
    pinnedHostKey: sshd.hostKey,
    credential: keyOf(sshd),
    ...changed,
  };
}

function endpoint(via: JumpEndpoint[], changed: Partial<TargetEndpoint<SshSettings>> = {}) {
  return {
    targetId: newId('tgt'),
    address: '127.0.0.1',
    port: target.port,
    account: target.account,
    pinnedHostKey: target.hostKey,
    settings: modernSettings,
    via,
    ...changed,
  };
}

const dial = (via: JumpEndpoint[], changed: Partial<TargetEndpoint<SshSettings>> = {}) =>
  dialTarget(endpoint(via, changed), keyOf(target), new AbortController().signal, events);

function reached(answer: DialledTarget | DialRefusal): DialledTarget {
  if ('refused' in answer) throw new Error(JSON.stringify(answer));
  return answer;
}

function run({ client }: DialledTarget, command: string): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      const pieces: Buffer[] = [];
      channel.on('data', (bytes: Buffer) => pieces.push(bytes));
      channel.on('close', () => resolve(Buffer.concat(pieces)));
    }),
  );
}

/** Sessions that sshd serves now, by what it wrote down. */
const closedBy = (sshd: TestSshd): number =>
  sshd.log().split(/Received disconnect|Connection closed by|Disconnected from/).length;

test('a target behind two jump hosts is reached, and everything is seen closed at the end', async () => {
  const dialled = reached(await dial([hop(near, 'DMZ'), hop(far, 'Cell 3')]));
  expect(dialled.dialledAddress).toBe(`127.0.0.1:${target.port} via 127.0.0.1:${near.port}`);
  expect((await run(dialled, 'echo there')).toString()).toBe('there\n');
  // More than the window of any of the connections.
  expect((await run(dialled, 'head -c 3000000 /dev/zero')).length).toBe(3_000_000);
  expect(near.log()).toContain(`direct-tcpip`);
  const before = [near, far, target].map(closedBy);
  expect(await dialled.close()).toBe(true);
  await eventually(() => [near, far, target].every((each, index) => closedBy(each) > before[index]!));
});

test.each([
  ['the nearest', 0, 'DMZ'],
  ['the farthest', 1, 'Cell 3'],
])(
  '%s jump host with another key is named, and neither it nor anything behind it gets a credential',
  async (_, index, name) => {
    const hops = [hop(near, 'DMZ'), hop(far, 'Cell 3')];
    const wrong = hops[index]!;
    hops[index] = { ...wrong, pinnedHostKey: target.hostKey };
    const sshd = [near, far][index]!;
    const [at, atTarget] = [sshd.log().length, target.log().length];
    expect(await dial(hops)).toMatchObject({
      refused: 'identity-mismatch',
      observed: { key: sshd.hostKey },
      jumpHost: { id: wrong.id, name },
    });
    expect(sshd.log().slice(at)).not.toContain('userauth-request');
    expect(target.log().slice(atTarget)).not.toContain('Connection from');
  },
);

test('a jump host that does not accept its credential is named', async () => {
  const wrong = hop(far, 'Cell 3', { credential: keyOf(near) });
  expect(await dial([hop(near, 'DMZ'), wrong])).toMatchObject({
    refused: 'credential-not-accepted',
    jumpHost: { name: 'Cell 3' },
  });
});

test('a jump host that nothing listens on, and one that cannot reach the next, are told apart', async () => {
  const gone = await startTestSshd();
  await gone.stop();
  expect(await dial([hop(gone, 'DMZ')])).toEqual({
    refused: 'unreachable',
    detail: 'nothing listens on that port',
    jumpHost: { id: expect.any(String) as string, name: 'DMZ' },
  });
  expect(await dial([hop(near, 'DMZ')], { port: gone.port })).toMatchObject({
    refused: 'unreachable',
    detail: `it opened no connection to 127.0.0.1:${gone.port}`,
    jumpHost: { name: 'DMZ' },
  });
});

test('a target behind a jump host that shows another key is the target, not the jump host', async () => {
  const answer = await dial([hop(near, 'DMZ')], { pinnedHostKey: near.hostKey });
  expect(answer).toMatchObject({ refused: 'identity-mismatch', observed: { key: target.hostKey } });
  expect(answer).not.toHaveProperty('jumpHost');
});

test('an abort on the way leaves nothing open', async () => {
  const abort = new AbortController();
  const dialling = dialTarget(
    endpoint([hop(near, 'DMZ'), hop(far, 'Cell 3')]),
    keyOf(target),
    abort.signal,
    events,
  );
  abort.abort();
  expect(await dialling).toEqual({ refused: 'aborted' });
});

test('a jump host that goes away takes the connection to the target with it', async () => {
  const own = await startTestSshd();
  stops.push(() => own.stop());
  const dialled = reached(await dial([hop(own, 'DMZ')]));
  let closed = false;
  dialled.client.on('close', () => (closed = true));
  // sshd serves each connection in a process of its own, so the near end is cut instead.
  socketTo(own.port)?.destroy();
  await eventually(() => closed);
  expect(await dialled.close()).toBe(true);
});

/** The socket of this process that goes to the port. */
function socketTo(port: number): Socket | undefined {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  return handles.find(
    (each): each is Socket => (each as Partial<Socket>).remotePort === port && 'destroy' in (each as object),
  );
}

test('the host key of a target is read through its jump hosts, and who stands in the way is told', async () => {
  const to = { address: '127.0.0.1', port: target.port, allowsWeak: false };
  const before = target.log().length;
  const seen = await scanHostKey({ ...to, via: [hop(near, 'DMZ'), hop(far, 'Cell 3')] });
  expect(seen.key.equals(target.hostKey)).toBe(true);
  expect(target.log().slice(before)).not.toContain('userauth-request');
  const stopped: unknown = await scanHostKey({
    ...to,
    via: [hop(near, 'DMZ'), hop(far, 'Cell 3', { pinnedHostKey: near.hostKey })],
  }).catch((error: unknown) => error);
  expect(stopped).toBeInstanceOf(StoppedAtJumpHost);
  expect(stopped).toMatchObject({ jumpHost: 'Cell 3' });
});

test('each server on the way is given its own password and none of the others', async () => {
  const servers = await Promise.all(['near', 'far', 'target'].map((name) => startForwardingServer(name)));
  const [one, two, three] = servers as [ForwardingServer, ForwardingServer, ForwardingServer];
  const via = [one, two].map((server, index) =>
    hop(near, `hop ${index}`, {
      port: server.port,
      pinnedHostKey: server.hostKey,
      credential: { kind: 'password', secret: Buffer.from(`password of ${server.name}`) },
    }),
  );
  const dialled = reached(
    await dialTarget(
      endpoint(via, { port: three.port, pinnedHostKey: three.hostKey }),
      { kind: 'password', secret: Buffer.from('password of target') },
      new AbortController().signal,
      events,
    ),
  );
  for (const server of servers) expect(server.passwords).toEqual([`password of ${server.name}`]);
  expect(await dialled.close()).toBe(true);
});

test('a session through a jump host carries bytes and exit status, and both connections end with it', async () => {
  const world = await startDoorWorld(target);
  stops.push(() => world.stop());
  world.permit = {
    target: {
      ...endpoint([hop(near, 'DMZ')]),
      id: newId('tgt'),
      handle: 'l2',
      protocol: 'ssh',
      settings: {},
    },
  };
  const before = [near, target].map(closedBy);
  const ran = await runSsh(world.port, ['echo through; exit 3']);
  expect([ran.code, ran.stdout.toString()]).toEqual([3, 'through\n']);
  expect(await eventually(() => world.ended[0])).toMatchObject({ disconnectVerified: true });
  await eventually(() => [near, target].every((each, index) => closedBy(each) > before[index]!));
  world.permit = {
    target: {
      ...endpoint([hop(near, 'DMZ', { pinnedHostKey: target.hostKey })]),
      id: newId('tgt'),
      handle: 'l2',
      protocol: 'ssh',
      settings: {},
    },
  };
  const refused = await runSsh(world.port, ['true']);
  expect(refused.stderr).toContain('GH-IDENTITY');
  expect(refused.stderr).not.toContain('DMZ');
  expect((await eventually(() => world.ended[1])).detail).toContain('the jump host DMZ showed SHA256:');
});

interface ForwardingServer {
  readonly name: string;
  readonly port: number;
  readonly hostKey: Buffer;
  readonly passwords: string[];
}

/** A server that takes one password, writes down every one it is given, and opens connections when asked to. */
async function startForwardingServer(name: string): Promise<ForwardingServer> {
  const key = makeHostKey();
  const passwords: string[] = [];
  const connections = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [key.private] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (context.method !== 'password') return context.reject(['password']);
      passwords.push(context.password);
      return context.password === `password of ${name}` ? context.accept() : context.reject();
    });
    connection.on('tcpip', (accept, _reject, info) => {
      const channel = accept();
      channel.on('error', () => undefined);
      const onward = connect(info.destPort, info.destIP);
      onward.on('error', () => channel.end());
      channel.pipe(onward).pipe(channel);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  stops.push(async () => {
    for (const connection of connections) internalsOf(connection).socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    name,
    port: (server.address() as AddressInfo).port,
    hostKey: (ssh2.utils.parseKey(key.public) as ssh2.ParsedKey).getPublicSSH(),
    passwords,
  };
}
