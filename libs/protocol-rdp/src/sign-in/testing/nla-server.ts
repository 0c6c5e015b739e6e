import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { CredSspServer } from '../credssp-server.js';
import type { CredSspServerOptions, ServerStep } from '../credssp-server.js';
import { readToken } from '../read-token.js';
import { Piecewise } from './piecewise.js';
import type { TestCertificate } from './test-certificates.js';
import { connectionConfirm, protocols, readProtocols } from './x224.js';

export interface NlaServer {
  readonly port: number;
  /** How the first sign-in ended; FreeRDP tries again when it was hung up on. */
  readonly outcome: Promise<ServerStep>;
  stop(): Promise<void>;
}

/** Just enough of RDP for a real client to sign in to our server of CredSSP, and to be hung up on after that. */
export async function startNlaServer(
  identity: TestCertificate,
  lookUp: CredSspServerOptions['lookUp'],
): Promise<NlaServer> {
  const open = new Set<Socket>();
  let told: (outcome: Promise<ServerStep>) => void = () => undefined;
  const outcome = new Promise<ServerStep>((resolve) => (told = resolve));
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    const served = serve(socket, identity, lookUp);
    told(served);
    // What a later connection comes to is nobody's concern.
    served.then(
      () => socket.destroySoon(),
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ port: (server.address() as AddressInfo).port, outcome },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(
  socket: Socket,
  { certificate, key, der }: TestCertificate,
  lookUp: CredSspServerOptions['lookUp'],
): Promise<ServerStep> {
  const plain = new Piecewise(socket);
  await readProtocols(plain);
  plain.release();
  socket.write(connectionConfirm(protocols.hybrid));
  const tls = new TLSSocket(socket, { isServer: true, cert: certificate, key });
  tls.on('error', () => undefined);
  const input = new Piecewise(tls);
  const credssp = new CredSspServer({ certificate: der, name: 'GATEWAY', lookUp });
  for (;;) {
    const step = await credssp.feed(await readToken((count) => input.take(count)));
    if (step.step !== 'done' && step.send) tls.write(step.send);
    if (step.step !== 'continue') return step;
  }
}
