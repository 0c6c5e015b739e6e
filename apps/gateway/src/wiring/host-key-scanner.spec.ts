import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { newId } from '@gatehouse/kernel';
import { buildPlant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { Json, TestClient } from '../testing/test-client.js';

let gateway: TestGateway;
let admin: TestClient;
const servers: Server[] = [];

beforeAll(async () => {
  gateway = await TestGateway.start();
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  admin = await gateway.openSession(person.id);
}, 60_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  await gateway.stop();
});

/** A server on a port of its own that says this to everybody, and then what `answer` says. */
async function serverSaying(greeting: string, answer: Buffer): Promise<number> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(answer));
    socket.write(greeting);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function panelAt(port: number, more: object = {}): Promise<string> {
  const plant = await buildPlant(gateway.database);
  const made = await admin.post<Json>('/api/targets', {
    assetId: plant.assetId,
    handle: `hmi-${newId('node').slice(-8)}`,
    protocol: 'vnc',
    address: '127.0.0.1',
    port,
    account: '',
    ...more,
  });
  return String(made.body.id);
}

const scan = (id: string) => admin.post<Json>(`/api/targets/${id}/host-key/scan`);

test('PR-05 a screen that asks for nothing, or for a VNC password alone, is found to prove nothing', async () => {
  for (const type of [1, 2]) {
    const port = await serverSaying('RFB 003.008\n', Buffer.from([1, type]));
    const { status, body } = await scan(await panelAt(port));
    expect([status, body]).toEqual([200, { keyType: 'none', fingerprint: null }]);
  }
});

test('a screen that proves nothing where a certificate is asked for is told apart from one that is not there', async () => {
  const port = await serverSaying('RFB 003.008\n', Buffer.from([1, 1]));
  const bare = await scan(await panelAt(port, { desktop: { protection: 'certificate' } }));
  expect([bare.status, bare.text.includes('shows no certificate')]).toEqual([409, true]);
  const notVnc = await scan(
    await panelAt(await serverSaying('HTTP/1.1 400 Bad Request\r\n', Buffer.alloc(0))),
  );
  expect([notVnc.status, notVnc.text.includes('did not show a screen')]).toEqual([409, true]);
}, 30_000);
