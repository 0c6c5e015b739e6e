import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CredSspClient } from '../credssp-client.js';
import type { ClientStep, CredSspClientOptions } from '../credssp-client.js';
import { readToken } from '../read-token.js';
import { Piecewise, StreamEnded } from './piecewise.js';
import { connectionRequest, protocols, readProtocols } from './x224.js';

/** Just enough of RDP to sign in to a real server with our client of CredSSP. Takes whatever certificate it is shown. */
export async function signInTo(
  port: number,
  identity: Pick<CredSspClientOptions, 'userName' | 'domain' | 'password'>,
): Promise<ClientStep> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect');
    const plain = new Piecewise(socket);
    socket.write(connectionRequest(protocols.tls | protocols.hybrid));
    const selected = await readProtocols(plain);
    if (selected !== protocols.hybrid) throw new Error(`the server chose ${selected}`);
    plain.release();
    const tls = connectTls({ socket, rejectUnauthorized: false });
    tls.on('error', () => undefined);
    await once(tls, 'secureConnect');
    const certificate = tls.getPeerX509Certificate()?.raw;
    if (!certificate) throw new Error('the server has no certificate');
    const client = new CredSspClient({ ...identity, certificate, targetName: '127.0.0.1' });
    const input = new Piecewise(tls);
    let step: ClientStep = { step: 'continue', send: client.start() };
    while (step.step === 'continue') {
      tls.write(step.send);
      const token = await readToken((count) => input.take(count)).catch((error: unknown) => {
        if (error instanceof StreamEnded) return null;
        throw error;
      });
      const refusal = token ? null : client.whenClosed();
      if (!token && !refusal) throw new StreamEnded();
      step = token ? client.feed(token) : { step: 'refused', ...refusal! };
    }
    return step;
  } finally {
    socket.destroy();
  }
}
