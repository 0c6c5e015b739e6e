import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type ssh2 from 'ssh2';
import { internalsOf } from './ssh2-internals.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { clientArguments, runClient, startDoorWorld, startSsh } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
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

/** Ends its input and closes in one breath, as a multiplexing client does whose program is gone. */
function leave(client: ssh2.Client, channel: ssh2.ClientChannel): void {
  const { protocol } = internalsOf(client);
  const { outgoing } = channel as unknown as Ssh2Channel;
  channel.eof();
  protocol.channelClose(outgoing.id);
}

it('PS-13 a client that has closed still hears how its command ended', async () => {
  const client = await clients.signedIn(world.port);
  const channel = await execOn(client, 'cat >/dev/null; sleep 0.3; exit 7');
  const heard = new Promise<unknown>((resolve) => {
    channel.once('exit', resolve).once('close', () => resolve('closed without a word'));
  });
  channel.resume();
  leave(client, channel);
  expect(await heard).toBe(7);
});

it('a client that has closed is let go although its command runs on', async () => {
  const client = await clients.signedIn(world.port);
  const channel = await execOn(client, 'sleep 60');
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()));
  channel.resume();
  leave(client, channel);
  await closed;
  const again = await execOn(client, 'echo well');
  let text = '';
  again.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await eventually(() => text === 'well\n');
}, 30_000);

it('PS-13 copies over one master connection end with the status of the copy', async () => {
  world.permit = { rights: ['exec', 'files-in', 'files-out'], recordInput: false };
  const bytes = randomBytes(200_000);
  const [near, control] = [join(sshd.folder, 'near'), join(sshd.folder, 'master')];
  writeFileSync(near, bytes);
  const options = ['-o', `ControlPath=${control}`];
  const master = startSsh(world.port, ['-N'], { sshOptions: [...options, '-o', 'ControlMaster=yes'] });
  await eventually(() => existsSync(control));
  for (let round = 0; round < 3; round += 1)
    for (const mode of [[], ['-O']]) {
      const far = join(sshd.folder, `far-${round}${mode.join('')}`);
      const to = `ana+l2-edge@127.0.0.1:${far}`;
      const copied = await runClient('scp', [...clientArguments, ...options, ...mode, near, to]);
      expect(copied).toMatchObject({ code: 0 });
      expect(readFileSync(far).equals(bytes)).toBe(true);
    }
  master.child.kill();
  await master.done;
}, 60_000);
