import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CredSspClient } from '../credssp-client.js';
import type { ClientStep, CredSspClientOptions } from '../credssp-client.js';
import { readToken } from '../read-token.js';
import { Piecewise, StreamEnded } from './piecewise.js';
import { connectionRequest, protocols, readProtocols } from './x224.js';

/** Just enough of RDP to sign in to a real server with our client of CredSSP. Whatever certificate the target has is taken. */
export async function signInTo(
  port: number,
  identity: Pick<CredSspClientOptions, 'userName' | 'domain' | 'password' | 'form'>,
  /** What to do with the connection once the credentials are sent. */
  then: (input: Piecewise, send: (bytes: Buffer) => void) => Promise<void> = async () => undefined,
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
    const certificate = tls.getPeerX509Certificate()!.raw;
    const client = new CredSspClient({ ...identity, certificate, targetName: '127.0.0.1' });
    const input = new Piecewise(tls);
    let step: ClientStep = { step: 'continue', send: client.start() };
    while (step.step === 'continue') {
      tls.write(step.send);
      try {
        step = client.feed(await readToken((count) => input.take(count)));
      } catch (error) {
        const refusal = error instanceof StreamEnded ? client.whenClosed() : null;
        if (!refusal) throw error;
        step = { step: 'refused', ...refusal };
      }
    }
    if (step.step === 'done') {
      tls.write(step.send);
      await then(input, (bytes) => tls.write(bytes));
    }
    return step;
  } finally {
    socket.destroy();
  }
}
