import { connect as connectTls } from 'node:tls';
import { until } from '@gatehouse/desktop/testing';
import { writePreconnectionBlob } from '../wire/framing/preconnection-blob.js';
import { writeConnectionRequest } from '../wire/x224/connection-request.js';
import { securityProtocols } from '../wire/x224/security-protocols.js';
import { chooseColourDepth } from './choose-colour-depth.js';
import { plainUserName } from './plain-user-name.js';
import { DoorWorld, goodName, goodToken } from './testing/door-world.js';
import { plainClientData, ScriptedClient } from './testing/scripted-client.js';
import { farewellPicture } from './words/farewell-picture.js';

jest.setTimeout(60_000);

/** ARC_CS_PRIVATE_PACKET (MS-RDPBCGR section 2.2.4.3) of session 1, behind its length. */
const reconnectPacket = Buffer.concat([
  Buffer.from([28, 0, 28, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]),
  Buffer.alloc(16, 7),
]);

let world: DoorWorld;
const closed = ['closed wire-1'];

/** The door has seen the end, too. */
async function goes(client: ScriptedClient): Promise<void> {
  await client.gone;
  await until(() => world.asked.includes('closed wire-1'));
}

beforeEach(async () => {
  world = new DoorWorld();
  await world.open();
});
afterEach(() => world.close());

const arrive = (): Promise<ScriptedClient> => ScriptedClient.at(world.port);

async function come(data = plainClientData): Promise<ScriptedClient> {
  const client = await arrive();
  await client.negotiate();
  await client.startTls();
  await client.connect(data);
  return client;
}

test.each([
  ['nothing but RDP of its own', securityProtocols.rdp],
  ['no negotiation at all', null],
  ['RDSTLS', securityProtocols.rdstls],
])('a client that offers %s is told that TLS is needed', async (_what, protocols) => {
  const client = await arrive();
  expect(await client.negotiate(protocols)).toEqual({ kind: 'refused', failure: 1 });
  await goes(client);
  expect(world.asked).toEqual(closed);
});

test.each([
  [securityProtocols.tls, securityProtocols.tls],
  [securityProtocols.tls | securityProtocols.hybrid, securityProtocols.hybrid],
  [0x0b, securityProtocols.hybridEx],
])('of protocols %i the door takes %i', async (offered, taken) => {
  const client = await arrive();
  expect(await client.negotiate(offered)).toEqual({ kind: 'agreed', protocol: taken, flags: 0 });
});

test('blob and routing token are read and mean nothing', async () => {
  const client = await arrive();
  client.write(writePreconnectionBlob({ version: 2, id: 7, text: 'someone-else' }));
  client.write(
    writeConnectionRequest({ cookie: null, routingToken: 'Cookie: msts=3640205228', protocols: 1, flags: 0 }),
  );
  await client.startTlsAfterConfirm();
  await client.connect();
  client.sendInfo();
  await client.activate();
  expect(world.asked).toEqual([`token wire-1 ${goodName} ${goodToken}`, 'serve wire-1 grant_1']);
});

test('PR-04 restricted administration, where a client shows no token, is not taken', async () => {
  const client = await arrive();
  client.write(
    writeConnectionRequest({ cookie: null, routingToken: null, protocols: securityProtocols.tls, flags: 3 }),
  );
  expect(await client.confirmed()).toEqual({ kind: 'agreed', protocol: securityProtocols.tls, flags: 0 });
  await client.startTls();
  await client.connect();
  client.sendInfo(goodName, '');
  await client.activate();
  expect(world.asked.filter((each) => !each.startsWith('closed'))).toEqual([]);
});

test('PR-04 a packet to reconnect by itself means nothing: only a token lets in', async () => {
  const client = await come();
  client.sendInfo(goodName, 'not-the-token', reconnectPacket);
  await client.activate();
  expect(world.asked).toEqual([`token wire-1 ${goodName} not-the-token`]);
});

test.each([['PLANT\\tomas+l2-hmi'], ['tomas+l2-hmi@plant.local'], ['tomas+l2-hmi']])(
  '%s is the name without the domain',
  (name) => expect(plainUserName(name)).toBe(goodName),
);

const head = writeConnectionRequest({ cookie: null, routingToken: null, protocols: 1, flags: 0 });
test.each<[string, Uint8Array]>([
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['TLS at once', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
  ['a blob without a body', Buffer.from([15, 0, 0, 0])],
  ['a blob that is too large', Buffer.from([1, 8, 0, 0])],
  ['a blob of an unknown version', Buffer.concat([Buffer.from([16, 0, 0, 0]), Buffer.alloc(12, 9)])],
  ['a request that is too long', Buffer.from([3, 0, 0xff, 0xff])],
  ['a request that is empty', Buffer.from([3, 0, 0, 4])],
  [
    'a cookie without an end',
    Buffer.concat([head.subarray(0, 3), Buffer.from([240, 235, 0xe0, 0, 0, 0, 0, 0]), Buffer.alloc(229, 65)]),
  ],
])('%s is hung up on before TLS', async (_what, bytes) => {
  const client = await arrive();
  client.write(bytes);
  await goes(client);
  expect(world.asked).toEqual(closed);
});

test.each<[string, (client: ScriptedClient) => void | Promise<void>]>([
  ['noise', (client) => client.write(Buffer.alloc(4000, 0x5a))],
  ['fast-path input', (client) => client.input({ kind: 'synchronize', locks: 0 })],
  ['a PDU beyond all bounds', (client) => client.write(Buffer.from([3, 0, 0xff, 0xff, 2, 0xf0, 0x80]))],
  [
    'the word that it saw another protocol',
    (client) =>
      client
        .connect({ ...plainClientData, core: { ...plainClientData.core, serverSelectedProtocol: 2 } })
        .catch(() => undefined),
  ],
  [
    'more channels than there are',
    (client) =>
      client
        .connect({
          ...plainClientData,
          channels: Array.from({ length: 32 }, (_, at) => ({ name: `c${at}`, options: 0 })),
        })
        .catch(() => undefined),
  ],
  [
    'palettes only',
    (client) =>
      client
        .connect({
          ...plainClientData,
          core: {
            ...plainClientData.core,
            highColourDepth: 8,
            supportedColourDepths: 0,
            earlyCapabilityFlags: 0,
          },
        })
        .catch(() => undefined),
  ],
])('%s inside TLS is hung up on', async (_what, act) => {
  const client = await arrive();
  await client.negotiate();
  await client.startTls();
  await act(client);
  await goes(client);
  expect(world.asked).toEqual(closed);
});

test.each<[string, (client: ScriptedClient) => void | Promise<void>]>([
  ['attaches a second user', (client) => client.writeDomain({ kind: 'attach-user-request' })],
  [
    'joins as somebody else',
    (client) => client.writeDomain({ kind: 'channel-join-request', userId: 1001, channelId: 1003 }),
  ],
  [
    'sends what a server sends',
    (client) => client.writeDomain({ kind: 'attach-user-confirm', result: 0, userId: 1001 }),
  ],
  ['sends data on another channel first', (client) => client.writeData(1004, Buffer.alloc(8))],
  ['sends something else than its info', (client) => client.writeData(1003, Buffer.alloc(8))],
  [
    'has a name without end',
    (client) =>
      client.writeData(
        1003,
        Buffer.from([0x40, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0]),
      ),
  ],
  [
    'joins without end',
    async (client) => {
      for (let count = 0; count < 200; count += 1)
        client.writeDomain({ kind: 'channel-join-request', userId: client.userId, channelId: 4000 + count });
    },
  ],
  ['leaves', (client) => client.writeDomain({ kind: 'disconnect-provider-ultimatum', reason: 3 })],
])('a client that %s is hung up on, and nobody is asked about it', async (_what, act) => {
  const client = await come();
  await act(client);
  await goes(client);
  expect(world.asked).toEqual(closed);
});

test('an unknown channel is not joined', async () => {
  const client = await come();
  expect(await client.join(5000)).toBe(3);
  expect(await client.join(client.ioChannelId)).toBe(0);
});

test.each(['at once', 'in the middle of TLS', 'in the middle of NLA', 'before its info'])(
  'a client that falls silent %s is cut when its grace is over',
  async (where) => {
    await world.close();
    world = new DoorWorld();
    await world.open({ loginGraceMs: where === 'at once' ? 100 : 1_500 });
    const client = await arrive();
    if (where !== 'at once') await client.negotiate(where.includes('NLA') ? 0x0b : 1);
    if (where === 'in the middle of TLS') client.write(Buffer.from([0x16, 3, 1, 2, 0]));
    if (where === 'in the middle of NLA') {
      await client.startTls();
      client.write(Buffer.from([0x30, 0x82]));
    }
    if (where === 'before its info') {
      await client.startTls();
      await client.connect();
    }
    await goes(client);
    expect(world.asked).toEqual(closed);
  },
);

test('noise in place of NLA is hung up on', async () => {
  const client = await arrive();
  await client.negotiate(0x0b);
  await client.startTls();
  client.write(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]));
  await goes(client);
  expect(world.asked).toEqual(closed);
});

const size = { width: 320, height: 240 };
const stale = { code: 'GH-STALE', text: 'the gateway cannot judge this now. Try again in a minute.' };

test('a gateway that cannot judge says so on a screen, which a click closes', async () => {
  world.answer = 'fault';
  const client = await come();
  client.sendInfo();
  await client.activate();
  const picture = farewellPicture(size, stale);
  await client.until(() => client.shows(picture));
  client.input({ kind: 'pointer', flags: 0x8000 | 0x1000, x: 1, y: 1 });
  await goes(client);
  expect(client.errorInfo).toBe(7);
  expect(world.asked).toEqual([`token wire-1 ${goodName} ${goodToken}`, 'closed wire-1']);
});

test.each([
  ['no token', goodName, ''],
  ['no name', '', goodToken],
])('%s is nothing to be judged', async (_what, name, token) => {
  const client = await come();
  client.sendInfo(name, token);
  await client.activate();
  expect(world.asked.filter((each) => each.startsWith('token'))).toEqual([]);
});

test('what is sent to a screen with nothing behind it is bounded', async () => {
  world.answer = { refusal: { code: 'GH-TICKET', text: 'this token is used.' } };
  const client = await come();
  client.sendInfo();
  await client.activate();
  for (let count = 0; count < 20_000; count += 1)
    client.input({ kind: 'pointer', flags: 0x0800, x: count & 127, y: 1 });
  await client.gone;
});

test('a client to whom a farewell is said is not gone: its wire is closed when its time is over, not before', async () => {
  await world.close();
  world = new DoorWorld();
  await world.open({ farewellMs: 1_000 });
  world.answer = { refusal: { code: 'GH-TICKET', text: 'this token is used.' } };
  const client = await come();
  client.sendInfo();
  await client.activate();
  await client.until(() =>
    client.shows(farewellPicture(size, { code: 'GH-TICKET', text: 'this token is used.' })),
  );
  const whileShown = [...world.asked];
  await goes(client);
  expect(whileShown).not.toContain('closed wire-1');
});

test('a session that is over before anything was shown is told on a screen, and its leg is gone', async () => {
  const told: boolean[] = [];
  world.session = async (leg) => {
    leg.tell({ type: 'ended', code: 'GH-UNREACHABLE', reason: 'error', text: 'l2-hmi does not answer.' });
    told.push(await leg.close('at-once'));
    await leg.gone;
    if (leg.first.kind === 'desktop') await leg.first.write('out', Buffer.from('screen'));
  };
  const client = await come();
  client.sendInfo();
  await client.activate();
  await client.until(() =>
    client.shows(farewellPicture(size, { code: 'GH-UNREACHABLE', text: 'l2-hmi does not answer.' })),
  );
  expect(told).toEqual([true]);
});

test('closing the door cuts every connection', async () => {
  const [first, second] = [await come(), await arrive()];
  await world.close();
  await Promise.all([first.gone, second.gone]);
});

test('TLS 1.1 and below, and ciphers without forward secrecy, are not spoken', async () => {
  const client = await arrive();
  await client.negotiate();
  const secure = connectTls({
    ...{ socket: client.socket, rejectUnauthorized: false },
    ...{ maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
  });
  await expect(
    new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject)),
  ).rejects.toThrow();
});

test.each([
  [
    '32 where it is wanted and known',
    { earlyCapabilityFlags: 2, supportedColourDepths: 15, highColourDepth: 24 },
    32,
  ],
  ['24', { earlyCapabilityFlags: 0, supportedColourDepths: 15, highColourDepth: 24 }, 24],
  ['16', { earlyCapabilityFlags: 2, supportedColourDepths: 7, highColourDepth: 16 }, 16],
  ['16 in place of 8', { earlyCapabilityFlags: 0, supportedColourDepths: 7, highColourDepth: 8 }, 16],
  ['15 in place of 4', { earlyCapabilityFlags: 0, supportedColourDepths: 4, highColourDepth: 4 }, 15],
  ['nothing for palettes', { earlyCapabilityFlags: 0, supportedColourDepths: 0, highColourDepth: 8 }, null],
  [
    'what a client of RDP 4 says',
    { earlyCapabilityFlags: 0, supportedColourDepths: 0, highColourDepth: 0, postBeta2ColourDepth: 0xca03 },
    16,
  ],
])('the depth is %s', (_what, core, depth) =>
  expect(chooseColourDepth({ ...plainClientData.core, ...core })).toBe(depth),
);
