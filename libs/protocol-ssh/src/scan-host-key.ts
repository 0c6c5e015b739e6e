import ssh2 from 'ssh2';
import type { ObservedIdentity } from '@gatehouse/session/plugin';
import { modernAlgorithms, serverHostKeyAlgorithms } from './algorithms.js';
import { closeWire } from './close-wire.js';
import { identityOf } from './host-key.js';
import { openSocket } from './open-socket.js';

/**
 * Reads the host key a target shows, and hangs up before any sign-in: no name, no credential is sent.
 * Rejects when nothing answers as SSH within ten seconds.
 */
export async function scanHostKey(
  to: { address: string; port: number },
  signal: AbortSignal = AbortSignal.timeout(10_000),
): Promise<ObservedIdentity> {
  const { socket } = await openSocket(to, signal, 10_000);
  const client = new ssh2.Client();
  try {
    return await new Promise<ObservedIdentity>((resolve, reject) => {
      const stop = (): void => reject(new Error('the target did not show a host key in time'));
      signal.addEventListener('abort', stop, { once: true });
      client.on('error', reject);
      client.on('close', stop);
      client.connect({
        sock: socket,
        username: 'none',
        hostVerifier: (key: Buffer) => {
          resolve(identityOf(Buffer.from(key)));
          return false;
        },
        authHandler: () => false,
        algorithms: { ...modernAlgorithms, serverHostKey: serverHostKeyAlgorithms },
        readyTimeout: 10_000,
      });
    });
  } finally {
    await closeWire(client, socket, 0);
  }
}
