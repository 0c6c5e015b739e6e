import ssh2 from 'ssh2';
import type { ObservedIdentity } from '@gatehouse/session/plugin';
import { closeWire } from './close-wire.js';
import { identityOf } from './host-key.js';
import { describeOffer, watchKexOffer } from './kex-offer.js';
import { algorithmsFor } from './legacy-algorithms.js';
import { openSocket } from './open-socket.js';
import { isNoCommonAlgorithm } from './sign-in-to-server.js';

/** The server answered and speaks none of the algorithms that are allowed for it. */
export class NoCommonAlgorithm extends Error {
  /** @param offers what it speaks, in one line. */
  constructor(readonly offers: string) {
    super('the target speaks none of the algorithms that are allowed');
    this.name = 'NoCommonAlgorithm';
  }
}

/**
 * Reads the host key a target shows, and hangs up before any sign-in: no name, no credential is sent.
 * Rejects when nothing answers as SSH within ten seconds, and with `NoCommonAlgorithm`.
 */
export async function scanHostKey(
  to: { address: string; port: number; allowsWeak: boolean },
  signal: AbortSignal = AbortSignal.timeout(10_000),
): Promise<ObservedIdentity> {
  const { socket } = await openSocket(to, signal, 10_000);
  const client = new ssh2.Client();
  try {
    return await new Promise<ObservedIdentity>((resolve, reject) => {
      const stop = (): void => reject(new Error('the target did not show a host key in time'));
      const offered = watchKexOffer(socket);
      signal.addEventListener('abort', stop, { once: true });
      client.on('error', (error) => {
        const offer = isNoCommonAlgorithm(error) ? offered() : null;
        reject(offer === null ? error : new NoCommonAlgorithm(describeOffer(offer)));
      });
      client.on('close', stop);
      client.connect({
        sock: socket,
        username: 'none',
        hostVerifier: (key: Buffer) => {
          resolve(identityOf(Buffer.from(key)));
          return false;
        },
        authHandler: () => false,
        algorithms: algorithmsFor(null, to.allowsWeak),
        readyTimeout: 10_000,
      });
    });
  } finally {
    await closeWire(client, socket, 0);
  }
}
