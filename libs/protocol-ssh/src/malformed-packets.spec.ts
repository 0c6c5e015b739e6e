import { connect } from 'node:net';
import type { Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { CipherAlgorithm, MacAlgorithm } from 'ssh2';
import { dialTarget } from './dial-target.js';
import { internalsOf, sendPayload } from './ssh2-internals.js';
import { lengthOfIgnore, sendSpoilt } from './testing/corrupt-packet.js';
import { startDoorWorld } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { ignorePayload, plainPacket } from './testing/plain-packet.js';
import { execOn, outcomeOf, TestClients } from './testing/test-client.js';
import { endpointOf, lentPassword, startRawTarget, startTestTarget } from './testing/test-target.js';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const clients = new TestClients();
const quiet = { refused: () => undefined, cut: () => undefined };

async function door(): Promise<DoorWorld> {
  const target = await startTestTarget((connection) =>
    connection.on('session', (accept) =>
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec();
        channel.exit(0);
        channel.end('well\n');
      }),
    ),
  );
  stops.push(target.stop);
  const world = await startDoorWorld({ ...target, account: 'service', clientKey: Buffer.alloc(0) });
  world.permit = { credential: lentPassword() };
  stops.push(world.stop, () => clients.end());
  return world;
}

const ident = Buffer.from('SSH-2.0-test\r\n');
const afterLength = (length: number): Buffer => {
  const bytes = Buffer.alloc(40_000);
  bytes.writeUInt32BE(length, 0);
  bytes[4] = 4;
  return bytes;
};

const malformed: [string, Buffer][] = [
  ['length 0', afterLength(0)],
  ['length 1', afterLength(1)],
  ['length 11, which is no multiple of eight with its field', afterLength(11)],
  ['length 35,001', afterLength(35_001)],
  ['length 35,004', afterLength(35_004)],
  ['length 2^31', afterLength(2 ** 31)],
  ['length 2^32 - 1', afterLength(2 ** 32 - 1)],
  ['padding 0', plainPacket(Buffer.concat([ignorePayload, Buffer.alloc(6)]), 0)],
  ['padding 3', plainPacket(Buffer.concat([ignorePayload, Buffer.alloc(3)]), 3)],
  ['padding 255 in a packet of 12', paddingByte(255)],
  ['padding as long as the packet', paddingByte(12)],
  ['padding that leaves no message', paddingByte(11)],
  ['a thousand packets that mean nothing', Buffer.concat(Array(1000).fill(plainPacket(ignorePayload)))],
];

function paddingByte(length: number): Buffer {
  const packet = plainPacket(ignorePayload);
  packet[4] = length;
  return packet;
}

describe('PS-05 malformed packets before keys are in use', () => {
  it.each(malformed)(
    'PS-05 at the door: %s ends that connection, which did not hang up',
    async (_what, bytes) => {
      const world = await door();
      const socket = stubborn(world.port);
      const ended = new Promise<void>((resolve) =>
        socket.once('end', () => resolve()).once('close', () => resolve()),
      );
      socket.write(Buffer.concat([ident, bytes]));
      await ended;
      await eventually(() => world.openConnections() === 0);
      expect(await outcomeOf(clients.connect(world.port))).toBe('ready');
    },
  );

  it.each(malformed)(
    'PS-05 from a target: %s ends the dial, and the socket is closed',
    async (_what, bytes) => {
      const target = await startRawTarget((socket) => {
        socket.resume();
        socket.write(Buffer.concat([ident, bytes]));
      });
      stops.push(target.stop);
      const answer = await dialTarget(
        endpointOf(target),
        lentPassword(),
        new AbortController().signal,
        quiet,
      );
      expect(answer).toMatchObject({ refused: 'unreachable' });
      await eventually(() => target.open.size === 0);
    },
  );
});

const kinds: [string, { cipher: CipherAlgorithm[]; hmac?: MacAlgorithm[] }][] = [
  ['aes128-gcm', { cipher: ['aes128-gcm@openssh.com'] }],
  ['aes256-gcm', { cipher: ['aes256-gcm@openssh.com'] }],
  ['chacha20-poly1305', { cipher: ['chacha20-poly1305@openssh.com'] }],
  [
    'aes256-ctr, MAC over the cipher text',
    { cipher: ['aes256-ctr'], hmac: ['hmac-sha2-256-etm@openssh.com'] },
  ],
  ['aes128-ctr, MAC over the plain text', { cipher: ['aes128-ctr'], hmac: ['hmac-sha2-512'] }],
];

describe('PS-05 a bit turned in an encrypted packet', () => {
  it.each(kinds)('PS-05 at the door, at every offset: %s', async (_name, algorithms) => {
    const world = await door();
    const client = (): ssh2.Client =>
      clients.connect(world.port, { algorithms, authHandler: () => undefined });
    const measured = client();
    const length = await shaken(measured).then(() => lengthOfIgnore(measured));
    measured.destroy();
    await inBatches(length, async (offset) => {
      const spoilt = client();
      // Its side stays open: the gateway has to end it by itself.
      internalsOf(spoilt).socket.allowHalfOpen = true;
      await shaken(spoilt);
      sendSpoilt(spoilt, offset);
    });
    await eventually(() => world.openConnections() === 0);
    expect(world.guesses).toBe(0);
    expect(await outcomeOf(clients.connect(world.port, { algorithms }))).toBe('ready');
  });

  it.each(kinds)('PS-05 from a target, at every offset: %s', async (_name, algorithms) => {
    let offset = -1;
    let length = 0;
    let ended = 0;
    const target = await startTestTarget((connection) => {
      const spoils = offset;
      connection.on('close', () => (ended += 1));
      connection.once('handshake', () => {
        if (spoils === -1) length = lengthOfIgnore(connection);
        else sendSpoilt(connection, spoils);
      });
    }, algorithms);
    stops.push(target.stop);
    const dial = (): ReturnType<typeof dialTarget> =>
      dialTarget(endpointOf(target), lentPassword(), new AbortController().signal, quiet);
    // The first one loses a packet on its way, which no connection survives either.
    expect(await dial()).toMatchObject({ refused: 'unreachable' });
    expect(length).toBeGreaterThan(16);
    for (offset = 0; offset < length; offset += 1)
      expect(await dial()).toMatchObject({ refused: 'unreachable' });
    await eventually(() => ended === length + 1);
  });
});

it('PS-05 sequence numbers go from 2^32 - 1 to 0, and both sides still understand each other', async () => {
  const target = await startTestTarget(
    (connection) =>
      connection.on('session', (accept) =>
        accept().on('exec', (acceptExec) => {
          const channel = acceptExec();
          for (let piece = 0; piece < 40; piece += 1) channel.write('piece\n');
          channel.exit(0);
          channel.end();
        }),
      ),
    { cipher: ['chacha20-poly1305@openssh.com'] },
  );
  stops.push(target.stop);
  const dialled = await dialTarget(endpointOf(target), lentPassword(), new AbortController().signal, quiet);
  if ('refused' in dialled) throw new Error(dialled.refused);
  const [connection] = target.connections;
  if (!connection) throw new Error('no connection');
  for (const [sender, reader] of [
    [dialled.client, connection],
    [connection, dialled.client],
  ] as const) {
    Object.assign(internalsOf(sender).protocol._cipher, { outSeqno: 2 ** 32 - 3 });
    Object.assign(internalsOf(reader).protocol._decipher ?? {}, { inSeqno: 2 ** 32 - 3 });
  }
  for (let sent = 0; sent < 5; sent += 1) sendPayload(internalsOf(dialled.client).protocol, ignorePayload);
  const channel = await execOn(dialled.client, 'anything');
  let text = '';
  channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await new Promise<void>((resolve) => channel.once('close', () => resolve()));
  expect(text).toBe('piece\n'.repeat(40));
  dialled.client.destroy();
});

it('PS-05 a bomb of compression cannot be sent: compression is not spoken', async () => {
  const world = await door();
  for (const method of ['zlib', 'zlib@openssh.com'] as const)
    expect(await outcomeOf(clients.connect(world.port, { algorithms: { compress: [method] } }))).toBe(
      'closed',
    );
});

it('PS-11 a target that allows packets of no bytes is cut before anything is sent into it', async () => {
  const target = await startTestTarget((connection) => {
    connection.once('ready', () => {
      internalsOf(connection).handlers['CHANNEL_OPEN'] = (_protocol, info) => {
        const open = connection as unknown as {
          _protocol: { channelOpenConfirm(a: number, b: number, window: number, packet: number): void };
        };
        open._protocol.channelOpenConfirm((info as { sender: number }).sender, 0, 2 ** 20, 0);
      };
    });
  });
  stops.push(target.stop);
  const cuts: string[] = [];
  const dialled = await dialTarget(endpointOf(target), lentPassword(), new AbortController().signal, {
    ...quiet,
    cut: (why) => cuts.push(why),
  });
  if ('refused' in dialled) throw new Error(dialled.refused);
  execOn(dialled.client, 'cat').catch(() => undefined);
  await eventually(() => cuts.length > 0);
  expect(cuts).toEqual(['a channel with a packet size below 64']);
});

/** A peer that does not hang up when the other side does. */
function stubborn(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    .on('error', () => undefined)
    .resume();
  stops.push(() => void socket.destroy());
  return socket;
}

function shaken(client: ssh2.Client): Promise<void> {
  return new Promise((resolve, reject) =>
    client.once('handshake', () => resolve()).once('close', () => reject(new Error('no handshake'))),
  );
}

async function inBatches(count: number, act: (index: number) => Promise<void>): Promise<void> {
  const inOneBatch = 16;
  for (let from = 0; from < count; from += inOneBatch)
    await Promise.all(
      Array.from({ length: Math.min(inOneBatch, count - from) }, (_, index) => act(from + index)),
    );
}
