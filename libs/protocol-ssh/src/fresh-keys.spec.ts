import { createHash } from 'node:crypto';
import type ssh2 from 'ssh2';
import { dialTarget } from './dial-target.js';
import { defaultKeyLimits } from './fresh-keys.js';
import type { KeyLimits } from './fresh-keys.js';
import { internalsOf } from './ssh2-internals.js';
import { startDoorWorld } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';
import { execOn, TestClients } from './testing/test-client.js';
import { endpointOf } from './testing/test-target.js';
import { defaultWireLimits } from './wire-guard.js';

let sshd: TestSshd;
let world: DoorWorld | null = null;
const clients = new TestClients();
beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
afterEach(async () => {
  clients.end();
  await world?.stop();
  world = null;
});

const limitsOf = (keys: Partial<KeyLimits>): typeof defaultWireLimits => ({
  ...defaultWireLimits,
  keys: { ...defaultKeyLimits, ...keys },
});

async function doorWith(keys: Partial<KeyLimits>): Promise<DoorWorld> {
  world = await startDoorWorld(sshd, { limits: limitsOf(keys) });
  return world;
}

function exchangesOf(client: ssh2.Client): () => number {
  let count = 0;
  client.on('handshake', () => (count += 1));
  return () => count;
}

/** Sends `bytes` to a `cat` and gives the hash of what comes back. */
async function throughCat(client: ssh2.Client, bytes: Buffer): Promise<string> {
  const channel = await execOn(client, 'cat');
  const hash = createHash('sha256');
  channel.on('data', (piece: Buffer) => hash.update(piece));
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()));
  channel.end(bytes);
  await closed;
  return hash.digest('hex');
}

const bulk = Buffer.alloc(12 << 20, 'changing keys must not change a byte\n');
const bulkHash = createHash('sha256').update(bulk).digest('hex');

it('PS-09 the door asks for new keys by volume, in both directions at once, and every byte arrives', async () => {
  const { port } = await doorWith({ bytes: 1 << 20 });
  const client = await clients.signedIn(port);
  const exchanges = exchangesOf(client);
  expect(await throughCat(client, bulk)).toBe(bulkHash);
  expect(exchanges()).toBeGreaterThanOrEqual(4);
}, 60_000);

it('PS-09 the target is asked for new keys by volume, and every byte arrives', async () => {
  const credential = { kind: 'private-key', secret: Buffer.from(sshd.clientKey) } as const;
  const dialled = await dialTarget(
    { ...endpointOf(sshd), account: sshd.account },
    credential,
    new AbortController().signal,
    { refused: () => undefined, cut: () => undefined },
    limitsOf({ bytes: 1 << 20 }),
  );
  if ('refused' in dialled) throw new Error(dialled.refused);
  const exchanges = exchangesOf(dialled.client);
  expect(await throughCat(dialled.client, bulk)).toBe(bulkHash);
  expect(exchanges()).toBeGreaterThanOrEqual(4);
  dialled.client.destroy();
}, 60_000);

it('the door asks for new keys by time, on an idle connection too', async () => {
  const { port } = await doorWith({ everyMs: 50 });
  const exchanges = exchangesOf(await clients.signedIn(port));
  await eventually(() => exchanges() >= 3);
});

it('a peer that goes on talking and never answers with new keys is cut', async () => {
  const { port, cuts } = await doorWith({ everyMs: 50, answerMs: 300 });
  const client = await clients.signedIn(port);
  ignoreKeyExchange(client);
  const talking = setInterval(() => internalsOf(client).protocol.windowChange(0, 24, 80, 0, 0), 20);
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await closed;
  clearInterval(talking);
  expect(cuts).toEqual(['new keys were not agreed on in time']);
});

it('output waits for a peer that begins a key exchange and leaves it open, and its connection is cut', async () => {
  const { port, cuts, recorders } = await doorWith({ answerMs: 1_500 });
  const client = await clients.signedIn(port);
  const channel = await execOn(client, 'cat /dev/zero');
  channel.on('error', () => undefined).resume();
  await eventually(() => recorders[0] && recorders[0].stats.bytesRecorded > 0);
  const { protocol } = internalsOf(client);
  const { outgoing } = channel as unknown as { outgoing: { id: number } };
  // Room for two gigabytes: it must not be the window that holds the output back.
  (protocol as unknown as { channelWindowAdjust(id: number, by: number): void }).channelWindowAdjust(
    outgoing.id,
    2 ** 31,
  );
  ignoreKeyExchange(client);
  protocol.rekey();
  await eventually(() => cuts.length > 0, 20_000);
  expect(cuts).toEqual(['new keys were not agreed on in time']);
  const recorded = recorders[0]?.stats.bytesRecorded ?? 0;
  expect(recorded).toBeLessThan(256 << 20);
  await eventually(() => world?.ended[0]);
}, 30_000);

/** Reads on, and is deaf to KEXINIT. */
function ignoreKeyExchange(client: ssh2.Client): void {
  const decipher = internalsOf(client).protocol._decipher;
  if (!decipher) throw new Error('no keys yet');
  const inner = decipher._onPayload;
  decipher._onPayload = (payload) => (payload[0] === 20 ? undefined : inner(payload));
}
