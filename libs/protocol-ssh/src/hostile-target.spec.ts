import { connect } from 'node:net';
import type ssh2 from 'ssh2';
import { dialTarget } from './dial-target.js';
import { internalsOf, sendPayload } from './ssh2-internals.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { startDoorWorld } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { execOn, TestClients } from './testing/test-client.js';
import { channelRequest, flagField, textField as text } from './wire-fields.js';
import { endpointOf, lentPassword, startRawTarget, startTestTarget } from './testing/test-target.js';
import type { TestTarget } from './testing/test-target.js';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Title, clipboard, clear screen: what a terminal would obey. */
const evil = '\u001b]0;owned\u0007\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u009b31m';
const payload = {
  disconnect: Buffer.concat([Buffer.from([1, 0, 0, 0, 2]), text(evil), text('')]),
  ignore: Buffer.concat([Buffer.from([2]), text(Buffer.alloc(30_000))]),
  debug: Buffer.concat([Buffer.from([4, 1]), text(evil.repeat(500)), text('')]),
  extInfo: Buffer.concat([
    Buffer.from([7, 0, 0, 0, 1]),
    text('server-sig-algs'),
    text('ssh-ed25519,'.repeat(2_000)),
  ]),
  banner: Buffer.concat([Buffer.from([53]), text(evil.repeat(500)), text('')]),
  unknown: Buffer.concat([Buffer.from([192]), Buffer.alloc(30_000)]),
};

/** Sends one message again and again until the connection is closed. */
function flood(connection: ssh2.Connection, message: Buffer): void {
  const { protocol, socket } = internalsOf(connection);
  const more = (): void => {
    if (socket.destroyed || !socket.writable) return;
    for (let sent = 0; sent < 16; sent += 1) sendPayload(protocol, message);
    if (socket.writableNeedDrain) socket.once('drain', more);
    else setImmediate(more);
  };
  more();
}

function dial(
  target: { port: number; hostKey?: Buffer },
  cuts: string[] = [],
): ReturnType<typeof dialTarget> {
  return dialTarget(endpointOf(target), lentPassword(), new AbortController().signal, {
    refused: () => undefined,
    cut: (why) => cuts.push(why),
  });
}

async function targetThat(behave: (connection: ssh2.Connection) => void): Promise<TestTarget> {
  const target = await startTestTarget(behave);
  stops.push(target.stop);
  return target;
}

async function doorTo(target: TestTarget): Promise<DoorWorld> {
  const world = await startDoorWorld({ ...target, account: 'service', clientKey: Buffer.alloc(0) });
  world.permit = { credential: lentPassword() };
  stops.push(world.stop);
  return world;
}

it('PS-11 a greeting without end is cut after 32 KiB', async () => {
  let written = 0;
  const target = await startRawTarget((socket) => {
    const more = (): void => {
      if (socket.destroyed) return;
      written += 4_096;
      if (socket.write(Buffer.alloc(4_096, `${'Welcome to the works, to all of you. '.repeat(6)}\r\n`)))
        setImmediate(more);
      else socket.once('drain', more);
    };
    more();
    socket.resume();
  });
  stops.push(target.stop);
  const cuts: string[] = [];
  expect(await dial(target, cuts)).toMatchObject({ refused: 'unreachable' });
  expect(cuts).toEqual(['a greeting without end']);
  await eventually(() => target.open.size === 0);
  expect(written).toBeLessThan(64 << 20);
});

it('a greeting that comes line by line is read to its end', async () => {
  const behind = await targetThat(() => undefined);
  const target = await startRawTarget((socket) => {
    socket.setNoDelay(true);
    const lines = ['Property of the works.\r\n', 'Authorised', ' persons only.\r\n', '\r\n'];
    const next = (): void => {
      const line = lines.shift();
      if (line !== undefined) {
        socket.write(line);
        return void setTimeout(next, 20);
      }
      const far = connect(behind.port, '127.0.0.1').on('error', () => undefined);
      socket.pipe(far).pipe(socket);
    };
    next();
  });
  stops.push(target.stop);
  const dialled = await dial({ ...target, hostKey: behind.hostKey });
  if ('refused' in dialled) throw new Error(JSON.stringify(dialled));
  dialled.client.destroy();
});

it('PS-11 banners without end before sign-in cut the dial', async () => {
  const target = await targetThat((connection) => {
    connection.removeAllListeners('authentication');
    connection.on('authentication', () => flood(connection, payload.banner));
  });
  const cuts: string[] = [];
  expect(await dial(target, cuts)).toMatchObject({ refused: 'unreachable' });
  expect(cuts).toHaveLength(1);
});

it.each(['ignore', 'debug', 'extInfo', 'banner', 'unknown'] as const)(
  'PS-11 a target that sends %s without end is cut, and memory stays flat',
  async (name) => {
    const target = await targetThat((connection) =>
      connection.on('session', (accept) =>
        accept().on('exec', (acceptExec) => {
          acceptExec();
          flood(connection, payload[name]);
        }),
      ),
    );
    const world = await doorTo(target);
    const clients = new TestClients();
    stops.push(() => clients.end());
    const before = process.memoryUsage().rss;
    const channel = await execOn(await clients.signedIn(world.port), 'anything');
    channel.on('error', () => undefined).resume();
    expect(await eventually(() => world.ended[0])).toMatchObject({
      reason: 'error',
      detail: 'the target broke the protocol: too many packets that carry nothing',
      disconnectVerified: true,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(128 << 20);
  },
);

it('PS-11 what a target says in a disconnect or an exit signal reaches nobody’s terminal as it is', async () => {
  const target = await targetThat((connection) =>
    connection.on('session', (accept) =>
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        if (command === 'disconnect')
          return sendPayload(internalsOf(connection).protocol, payload.disconnect);
        const { id } = (channel as unknown as Ssh2Channel).outgoing;
        sendPayload(
          internalsOf(connection).protocol,
          channelRequest(id, 'exit-signal', text(`KILL${evil}`), flagField(false), text(evil), text('')),
        );
        channel.end();
      }),
    ),
  );
  const world = await doorTo(target);
  const clients = new TestClients();
  stops.push(() => clients.end());
  const seen: unknown[] = [];
  for (const command of ['disconnect', 'signal']) {
    const client = await clients.signedIn(world.port);
    const channel = await execOn(client, command);
    channel.on('error', () => undefined);
    channel.on('exit', (...exit: unknown[]) => seen.push(exit));
    for (const stream of [channel, channel.stderr])
      stream.on('data', (bytes: Buffer) => seen.push(bytes.toString()));
    await new Promise<void>((resolve) => channel.once('close', () => resolve()));
    client.end();
  }
  await eventually(() => world.ended.length === 2);
  const told = JSON.stringify([seen, world.ended, world.notes, world.cuts]);
  expect(told).toContain('KILL');
  // eslint-disable-next-line no-control-regex -- the characters are what must not be there
  expect(told).not.toMatch(/[\u001b\u0007\u009b]|\\u00(1b|07|9b)/i);
});

it('PS-11 a disconnect before sign-in is told in our words', async () => {
  const target = await targetThat((connection) =>
    connection.once('handshake', () => sendPayload(internalsOf(connection).protocol, payload.disconnect)),
  );
  expect(await dial(target)).toEqual({
    refused: 'unreachable',
    detail: 'the target did not speak SSH as expected',
  });
});
