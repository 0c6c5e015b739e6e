import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { makeTestCertificate } from '../sign-in/testing/test-certificates.js';
import { writeConnectionConfirm } from '../wire/x224/connection-confirm.js';
import type { ConnectionConfirm } from '../wire/x224/connection-confirm.js';
import { scanRdpIdentity } from './scan-rdp-identity.js';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

const { certificate: cert, key, der } = makeTestCertificate();

/** Answers the first words of a client like this, and then shows its certificate where that was agreed. */
async function serverThatSays(answer: Buffer | ConnectionConfirm): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.isBuffer(answer) ? answer : writeConnectionConfirm(answer));
      if (Buffer.isBuffer(answer) || answer.kind !== 'agreed' || answer.protocol === 0) return;
      const stream = new TLSSocket(socket, {
        isServer: true,
        secureContext: createSecureContext({ cert, key }),
      });
      stream.on('error', () => undefined);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

test.each([
  ['TLS', 1, 'tls'],
  ['NLA', 2, 'nla'],
  ['NLA with an early answer', 8, 'nla'],
])(
  'PR-03 the certificate of a server with %s is read before anybody signs in',
  async (_, protocol, security) => {
    const port = await serverThatSays({ kind: 'agreed', protocol, flags: 0 });
    const hash = createHash('sha256').update(der).digest('base64').replace(/=+$/, '');
    expect(await scanRdpIdentity('127.0.0.1', port)).toEqual({
      security,
      certificate: der,
      fingerprint: `SHA256:${hash}`,
    });
  },
);

test.each<[string, ConnectionConfirm]>([
  ['older than the negotiation', { kind: 'unnegotiated' }],
  ['that chooses its own encryption', { kind: 'agreed', protocol: 0, flags: 0 }],
  ['without TLS', { kind: 'refused', failure: 2 }],
  ['without a certificate', { kind: 'refused', failure: 3 }],
])('PR-03 a server %s is found to prove nothing', async (_, confirm) => {
  const found = await scanRdpIdentity('127.0.0.1', await serverThatSays(confirm));
  expect(found).toEqual({ security: 'none', certificate: null, fingerprint: null });
});

test.each<[string, Buffer | ConnectionConfirm, string]>([
  ['that asks for a smartcard', { kind: 'refused', failure: 6 }, 'client certificate'],
  ['that chooses what nobody asked for', { kind: 'agreed', protocol: 4, flags: 0 }, 'nobody asked for'],
  ['of another kind', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'TPKT'],
  ['that says more than a confirm can be', Buffer.from([3, 0, 0x40, 0, 0, 0]), 'TPKT'],
])('a server %s is no RDP server to go on with', async (_, answer, words) => {
  await expect(scanRdpIdentity('127.0.0.1', await serverThatSays(answer))).rejects.toThrow(words);
});

test('a server that says nothing, and one that is not there, are told apart', async () => {
  const silent = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  servers.push(silent);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const asked = scanRdpIdentity('127.0.0.1', port, AbortSignal.timeout(50));
  await expect(asked).rejects.toThrow('no answer in time');
  const gone = await serverThatSays({ kind: 'unnegotiated' });
  await new Promise((resolve) => servers.pop()?.close(resolve));
  await expect(scanRdpIdentity('127.0.0.1', gone)).rejects.toThrow('ECONNREFUSED');
});
