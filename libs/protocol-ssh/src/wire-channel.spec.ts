import ssh2 from 'ssh2';
import type { ClientChannel, Server, ServerChannel } from 'ssh2';
import type { AddressInfo } from 'node:net';
import { eventually } from './testing/eventually.js';
import { makeHostKey } from './make-host-key.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { WireChannel } from './wire-channel.js';

jest.setTimeout(60_000);

let server: Server;
let client: ssh2.Client;
/** What the server does with each command. */
let onExec: (channel: ServerChannel) => void;

beforeEach(async () => {
  server = new ssh2.Server({ hostKeys: [makeHostKey().private] }, (connection) => {
    connection.on('error', (e) => console.log(String(e)));
    connection.on('authentication', (context) => context.accept());
    connection.on('session', (accept) => accept().on('exec', (acceptExec) => onExec(acceptExec())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new ssh2.Client();
  client.on('error', (e) => console.log(String(e)));
  const ready = new Promise<void>((resolve) => client.once('ready', () => resolve()));
  client.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, username: 'x' });
  await ready;
});
afterEach(() => {
  client.destroy();
  server.close();
});

function exec(): Promise<ClientChannel> {
  return new Promise((resolve, reject) =>
    client.exec('x', (error, channel) => (error ? reject(error) : resolve(channel))),
  );
}

async function readAll(wire: WireChannel): Promise<string> {
  let text = '';
  for (let piece = await wire.read(); piece !== null; piece = await wire.read()) text += piece.toString();
  return text;
}

it('gives all that was sent and then the end, when the peer had closed before anybody looked', async () => {
  onExec = (channel) => {
    channel.write('whole');
    channel.stderr.write('errors');
    channel.exit(0);
    channel.end();
  };
  const channel = await exec();
  const ends = (channel as unknown as Ssh2Channel).incoming;
  await eventually(() => ends.state === 'closed');
  const wire = new WireChannel(client, channel as unknown as Ssh2Channel);
  await wire.gone;
  expect(await readAll(wire)).toBe('whole');
  expect((await wire.readErr())?.toString()).toBe('errors');
  expect(await wire.readErr()).toBeNull();
});

it('keeps the window by what was taken: a peer sends no more than it while nobody reads', async () => {
  let written = 0;
  onExec = (channel) => {
    const more = (): void => {
      const piece = Buffer.alloc(64 * 1024, 'x');
      channel.write(piece, () => {
        written += piece.length;
        if (written < 8 << 20) more();
        else channel.end();
      });
    };
    more();
  };
  const channel = await exec();
  const { incoming } = channel as unknown as Ssh2Channel;
  const wire = new WireChannel(client, channel as unknown as Ssh2Channel);
  await eventually(() => incoming.window === 0);
  expect(written).toBeLessThanOrEqual(2 << 20);
  expect(await readAll(wire)).toHaveLength(8 << 20);
});

it('ends what waits for input when the connection is lost', async () => {
  onExec = () => undefined;
  const wire = new WireChannel(client, (await exec()) as unknown as Ssh2Channel);
  const [out, err] = [wire.read(), wire.readErr()];
  client.destroy();
  expect([await out, await err]).toEqual([null, null]);
  await wire.gone;
});

it('asks before each packet, and sends nothing of what may not go', async () => {
  let received = 0;
  onExec = (channel) => channel.on('data', (bytes: Buffer) => (received += bytes.length));
  const wire = new WireChannel(client, (await exec()) as unknown as Ssh2Channel);
  const asked: number[] = [];
  await wire.write('out', Buffer.alloc(100_000), (left) => asked.push(left) < 3);
  expect(asked).toEqual([100_000, 100_000 - 32_768, 100_000 - 2 * 32_768]);
  await wire.write('out', Buffer.from('x'));
  await eventually(() => received === 2 * 32_768 + 1);
});
