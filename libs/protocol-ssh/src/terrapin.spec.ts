import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { dialTarget } from './dial-target.js';
import { internalsOf } from './ssh2-internals.js';
import { startDoorWorld } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import {
  ignorePayload,
  nameListsOf,
  payloadOf,
  plainMessagesOf,
  plainPacket,
} from './testing/plain-packet.js';
import { outcomeOf, TestClients } from './testing/test-client.js';
import { endpointOf, lentPassword, startRawTarget, startTestTarget } from './testing/test-target.js';

// A probe of our own for CVE-2023-48795: a man in the middle puts a message into the key exchange, where nothing is
// authenticated, and takes away as many of the first encrypted ones. Strict key exchange (kex-strict-*-v00@openssh.com,
// PROTOCOL of OpenSSH section 1.9) answers it: no message that does not belong there, and numbers that begin again.

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const clients = new TestClients();
const chacha = { cipher: ['chacha20-poly1305@openssh.com' as const] };
/** What each side sends before its keys are in use: KEXINIT, the exchange itself, NEWKEYS. */
const packetsBeforeKeys = 3;

async function door(): Promise<DoorWorld> {
  const target = await startTestTarget();
  stops.push(target.stop);
  const world = await startDoorWorld({ ...target, account: 'service', clientKey: Buffer.alloc(0) });
  stops.push(world.stop, () => clients.end());
  return world;
}

/** Passes everything on, and puts an SSH_MSG_IGNORE before the given plain packet of the side that `toward` reads. */
async function injectingProxy(
  to: number,
  toward: 'server' | 'client',
  before: number | null,
): Promise<{ port: number; isAlive(): boolean }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
    const [from, into, backFrom, backInto] =
      toward === 'server' ? [near, far, far, near] : [far, near, near, far];
    backFrom.pipe(backInto);
    from.once('close', () => into.destroy());
    into.once('close', () => from.destroy());
    let seen = Buffer.alloc(0);
    let passed = -1;
    from.on('data', (bytes: Buffer) => {
      if (before === null || passed >= packetsBeforeKeys) return void into.write(bytes);
      seen = Buffer.concat([seen, bytes]);
      const messages = plainMessagesOf(seen);
      if (!messages) return;
      if (passed === -1) {
        into.write(messages.ident);
        passed = 0;
      }
      // Behind NEWKEYS nothing can be told apart any more.
      for (const packet of messages.packets.slice(passed, packetsBeforeKeys)) {
        if (passed === before) into.write(plainPacket(ignorePayload));
        into.write(packet);
        passed += 1;
      }
      if (passed < packetsBeforeKeys) return;
      const plain = messages.packets.slice(0, packetsBeforeKeys);
      into.write(seen.subarray(plain.reduce((sum, each) => sum + each.length, messages.ident.length)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { port: (server.address() as AddressInfo).port, isAlive: () => sockets.size > 0 };
}

describe('PS-06 Terrapin at the door', () => {
  it('PS-06 offers strict key exchange', async () => {
    const { port } = await door();
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    stops.push(() => void socket.destroy());
    socket.write('SSH-2.0-probe\r\n');
    expect((await kexInitOf(socket))[0]).toContain('kex-strict-s-v00@openssh.com');
  });

  it.each([0, 1, 2])('PS-06 is cut by a message put before packet %i of the key exchange', async (before) => {
    const world = await door();
    const honest = await injectingProxy(world.port, 'server', null);
    expect(await outcomeOf(clients.connect(honest.port, { algorithms: chacha }))).toBe('ready');
    const hostile = await injectingProxy(world.port, 'server', before);
    expect(await outcomeOf(clients.connect(hostile.port, { algorithms: chacha }))).toBe('closed');
    expect(world.guesses).toBe(2);
    await eventually(() => !hostile.isAlive());
  });

  it('PS-06 counts from zero again with new keys: who goes on counting is not understood', async () => {
    const world = await door();
    const client = clients.connect(world.port, { algorithms: chacha });
    client.once('handshake', () => {
      cipherOf(client).outSeqno = packetsBeforeKeys;
    });
    expect(await outcomeOf(client)).toBe('closed');
    expect(world.guesses).toBe(0);
  });
});

describe('PS-06 Terrapin towards a target', () => {
  const quiet = { refused: () => undefined, cut: () => undefined };
  const dial = (target: { port: number; hostKey?: Buffer }): ReturnType<typeof dialTarget> =>
    dialTarget(endpointOf(target), lentPassword(), new AbortController().signal, quiet);

  it('PS-06 offers strict key exchange', async () => {
    let offered: string[][] = [];
    const target = await startRawTarget((socket) => {
      socket.write('SSH-2.0-probe\r\n');
      void kexInitOf(socket).then((lists) => {
        offered = lists;
        socket.destroy();
      });
    });
    stops.push(target.stop);
    expect(await dial(target)).toMatchObject({ refused: 'unreachable' });
    expect(offered[0]).toContain('kex-strict-c-v00@openssh.com');
  });

  it.each([0, 1, 2])('PS-06 is cut by a message put before packet %i of the key exchange', async (before) => {
    let asked = 0;
    const target = await startTestTarget(
      (connection) => connection.on('authentication', () => (asked += 1)),
      chacha,
    );
    stops.push(target.stop);
    const hostile = await injectingProxy(target.port, 'client', before);
    expect(await dial({ ...target, port: hostile.port })).toMatchObject({ refused: 'unreachable' });
    expect(asked).toBe(0);
    const honest = await injectingProxy(target.port, 'client', null);
    const dialled = await dial({ ...target, port: honest.port });
    if ('refused' in dialled) throw new Error(dialled.refused);
    dialled.client.destroy();
    await eventually(() => !hostile.isAlive());
  });

  it('PS-06 counts from zero again with new keys: who goes on counting is not understood', async () => {
    let asked = 0;
    const target = await startTestTarget((connection) => {
      connection.once('handshake', () => {
        cipherOf(connection).outSeqno += packetsBeforeKeys;
      });
      connection.on('authentication', () => (asked += 1));
    }, chacha);
    stops.push(target.stop);
    expect(await dial(target)).toMatchObject({ refused: 'unreachable' });
    expect(asked).toBe(0);
  });
});

function cipherOf(connection: object): { outSeqno: number } {
  return internalsOf(connection).protocol._cipher as unknown as { outSeqno: number };
}

/** The name lists of the first packet the other side sends. */
function kexInitOf(socket: Socket): Promise<string[][]> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const look = (bytes: Buffer): void => {
      seen = Buffer.concat([seen, bytes]);
      const first = plainMessagesOf(seen)?.packets[0];
      if (!first) return;
      socket.off('data', look);
      resolve(nameListsOf(payloadOf(first)));
    };
    socket.on('data', look);
  });
}
