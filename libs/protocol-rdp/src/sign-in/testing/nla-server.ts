import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { CredSspServer } from '../credssp-server.js';
import type { CredSspServerOptions, ServerStep } from '../credssp-server.js';
import { writeEarlyUserAuthorization } from '../early-user-authorization.js';
import { readToken } from '../read-token.js';
import { Piecewise } from './piecewise.js';
import type { TestCertificate } from './test-certificates.js';
import { connectionConfirm, protocols, readProtocols } from './x224.js';

export interface NlaServer {
  readonly port: number;
  /** How the next connection's sign-in ends. */
  outcome(): Promise<{ readonly step: ServerStep; readonly requested: number }>;
  stop(): Promise<void>;
}

/** Just enough of RDP for a real client to sign in to our server of CredSSP, and to be hung up on after that. */
export async function startNlaServer(
  identity: TestCertificate,
  options: Pick<CredSspServerOptions, 'lookUp'>,
  selected: number = protocols.hybrid,
): Promise<NlaServer> {
  const open = new Set<Socket>();
  const waiting: ((outcome: { step: ServerStep; requested: number } | Error) => void)[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    serve(socket)
      .catch((error: Error) => error)
      .then(
        (outcome) => {
          // Early sockets, as of a client that only looks at the certificate, come to nothing.
          waiting.shift()?.(outcome);
          socket.destroySoon();
        },
        () => undefined,
      );
  });
  async function serve(socket: Socket): Promise<{ step: ServerStep; requested: number }> {
    const plain = new Piecewise(socket);
    const requested = await readProtocols(plain);
    plain.release();
    socket.write(connectionConfirm(selected));
    const { certificate: cert, key, der } = identity;
    const tls = new TLSSocket(socket, { isServer: true, cert, key });
    tls.on('error', () => undefined);
    const input = new Piecewise(tls);
    const credssp = new CredSspServer({ certificate: der, name: 'GATEWAY', ...options });
    for (;;) {
      const step = await credssp.feed(await readToken((count) => input.take(count)));
      if (step.step !== 'done' && step.send) tls.write(step.send);
      if (step.step === 'done' && selected === protocols.hybridEx)
        tls.write(writeEarlyUserAuthorization('granted'));
      if (step.step !== 'continue') return { step, requested };
    }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    outcome: () =>
      new Promise((resolve, reject) =>
        waiting.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome))),
      ),
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
