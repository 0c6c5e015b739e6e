import ssh2 from 'ssh2';
import type { DialRefusal, ObservedIdentity } from '@gatehouse/session/plugin';
import { closeWire } from './close-wire.js';
import { identityOf } from './host-key.js';
import { describeOffer, watchKexOffer } from './kex-offer.js';
import { algorithmsFor } from './legacy-algorithms.js';
import { openPath } from './open-path.js';
import type { PathEnd } from './open-path.js';
import { isNoCommonAlgorithm } from './sign-in-to-server.js';

/** The server answered and speaks none of the algorithms that are allowed for it. */
export class NoCommonAlgorithm extends Error {
  /** @param offers what it speaks, in one line. */
  constructor(readonly offers: string) {
    super('the target speaks none of the algorithms that are allowed');
    this.name = 'NoCommonAlgorithm';
  }
}

/** A jump host on the way let nobody through. */
export class StoppedAtJumpHost extends Error {
  constructor(
    readonly jumpHost: string,
    readonly detail: string,
  ) {
    super(`the jump host ${jumpHost} stands in the way`);
    this.name = 'StoppedAtJumpHost';
  }
}

const scanMs = 10_000;

/**
 * Reads the host key a server shows, and hangs up before any sign-in: no name, no credential is sent to it. Jump hosts
 * on the way are signed in to as in a session. Rejects when nothing answers as SSH within ten seconds, and with
 * `NoCommonAlgorithm` or `StoppedAtJumpHost`.
 */
export async function scanHostKey(
  to: PathEnd & { allowsWeak: boolean },
  signal: AbortSignal = AbortSignal.timeout(scanMs),
): Promise<ObservedIdentity> {
  const time = { signal, endsAtMs: performance.now() + scanMs };
  const path = await openPath(to, time, { refused: () => undefined, cut: () => undefined });
  if ('refused' in path) throw obstacle(path);
  const { wire } = path;
  const client = new ssh2.Client();
  try {
    return await new Promise<ObservedIdentity>((resolve, reject) => {
      const stop = (): void => reject(new Error('the server did not show a host key in time'));
      const offered = watchKexOffer(wire);
      signal.addEventListener('abort', stop, { once: true });
      client.on('error', (error) => {
        const offer = isNoCommonAlgorithm(error) ? offered() : null;
        reject(offer === null ? error : new NoCommonAlgorithm(describeOffer(offer)));
      });
      client.on('close', stop);
      client.connect({
        sock: wire,
        username: 'none',
        hostVerifier: (key: Buffer) => {
          resolve(identityOf(Buffer.from(key)));
          return false;
        },
        authHandler: () => false,
        algorithms: algorithmsFor(null, to.allowsWeak),
        readyTimeout: scanMs,
      });
    });
  } finally {
    await closeWire(client, wire, 0);
    await path.closeHops();
  }
}

function obstacle(refusal: DialRefusal): Error {
  if (refusal.refused === 'aborted') return new Error('the server did not show a host key in time');
  const detail =
    refusal.refused === 'identity-mismatch' ? 'it showed another key than the confirmed one' : refusal.detail;
  return refusal.jumpHost ? new StoppedAtJumpHost(refusal.jumpHost.name, detail) : new Error(detail);
}
