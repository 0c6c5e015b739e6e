import { readFileSync } from 'node:fs';
import { startDoorWorld } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { internalsOf } from './ssh2-internals.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';
import { execOn, TestClients } from './testing/test-client.js';

let sshd: TestSshd;
let world: DoorWorld;
const clients = new TestClients();
beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
beforeEach(async () => {
  world = await startDoorWorld(sshd);
});
afterEach(async () => {
  clients.end();
  await world.stop();
});

/** Bytes that may wait in a session, both legs together; the system's own socket buffers come on top. */
const waitingBytes = 8 << 20;

it('output waits for a client that opens its window wide and does not read', async () => {
  const client = await clients.signedIn(world.port);
  const channel = await execOn(client, 'cat /dev/zero');
  channel.on('error', () => undefined);
  const { protocol, socket } = internalsOf(client);
  const { outgoing } = channel as unknown as { outgoing: { id: number } };
  (protocol as unknown as { channelWindowAdjust(id: number, by: number): void }).channelWindowAdjust(
    outgoing.id,
    2 ** 31,
  );
  socket.pause();
  const recorded = (): number => world.recorders[0]?.stats.bytesRecorded ?? 0;
  await standsStill(recorded);
  expect(recorded()).toBeLessThan(waitingBytes + systemBufferBytes());
  expect(world.ended).toEqual([]);
}, 30_000);

it('input waits for a command that does not read', async () => {
  const client = await clients.signedIn(world.port);
  const channel = await execOn(client, 'sleep 60');
  channel.on('error', () => undefined);
  let isOver = false;
  const piece = Buffer.alloc(64 * 1024, 'typed into the void\n');
  const feed = (): void => {
    if (!isOver) channel.write(piece, () => feed());
  };
  feed();
  const recorded = (): number => world.recorders[0]?.stats.bytesRecorded ?? 0;
  await standsStill(recorded);
  isOver = true;
  expect(recorded()).toBeLessThan(waitingBytes + systemBufferBytes());
  expect(world.ended).toEqual([]);
}, 30_000);

/** Resolves when the figure is above nothing and has not changed for a while. */
async function standsStill(figure: () => number): Promise<void> {
  let last = -1;
  let looksAlike = 0;
  await eventually(() => {
    looksAlike = figure() > 0 && figure() === last ? looksAlike + 1 : 0;
    last = figure();
    return looksAlike >= 50;
  }, 20_000);
}

/** What the kernel may hold between two sockets of this machine: the sender's part and the reader's. */
function systemBufferBytes(): number {
  const most = (name: string): number =>
    Number(readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().split(/\s+/)[2] ?? 0);
  return most('tcp_rmem') + most('tcp_wmem');
}
