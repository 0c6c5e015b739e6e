import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { Client } from 'ssh2';
import type { DialRefusal, LentCredential, ObservedIdentity } from '@gatehouse/session/plugin';
import { authenticateWith } from './authenticate-with.js';
import { identityOf, isSameKey, keyTypeOf } from './host-key.js';
import { describeOffer, watchKexOffer } from './kex-offer.js';
import type { KexOffer } from './kex-offer.js';
import { algorithmsFor } from './legacy-algorithms.js';
import { signWithSha2 } from './sign-with-sha2.js';
import { defaultWireLimits, guardClientWire } from './wire-guard.js';
import type { WireEvents, WireLimits } from './wire-guard.js';

/** One SSH server that is signed in to: the target, or a jump host on the way. */
export interface ServerToSignIn {
  /** How details call it. */
  readonly what: 'target' | 'jump host';
  readonly account: string;
  /** Wire form. */
  readonly pinnedHostKey: Buffer;
  /** True only where an administrator allowed outdated encryption. */
  readonly allowsWeak: boolean;
}

/**
 * Speaks SSH as our client over `wire`, until the credential was accepted. Invariant: the credential is sent only after
 * the key exchange proved possession of the pinned host key; with any other key the connection is cut first and the
 * key reported. The caller closes client and wire, whatever comes back.
 */
export async function signInToServer(
  wire: Duplex,
  to: ServerToSignIn,
  credential: LentCredential | null,
  within: { signal: AbortSignal; ms: number },
  events: WireEvents,
  limits: WireLimits = defaultWireLimits,
): Promise<{ client: Client; refusal: DialRefusal | null }> {
  const client = new ssh2.Client();
  let shown: ObservedIdentity | null = null;
  const isPinned = (key: Buffer): boolean => {
    shown = identityOf(Buffer.from(key));
    return isSameKey(shown.key, to.pinnedHostKey);
  };
  const refusal = await new Promise<DialRefusal | null>((resolve) => {
    const timer = setTimeout(
      () => settle({ refused: 'unreachable', detail: 'no answer in time' }),
      within.ms,
    );
    const abort = (): void => settle({ refused: 'aborted' });
    const settle = (value: DialRefusal | null): void => {
      clearTimeout(timer);
      within.signal.removeEventListener('abort', abort);
      resolve(value);
    };
    within.signal.addEventListener('abort', abort, { once: true });
    if (within.signal.aborted) return abort();
    const offered = watchKexOffer(wire);
    client.on('ready', () => settle(null));
    client.on('error', (error: Error & { level?: string }) => {
      if (shown && !isSameKey(shown.key, to.pinnedHostKey))
        settle({ refused: 'identity-mismatch', observed: shown });
      else if (error.level === 'client-authentication')
        settle({
          refused: 'credential-not-accepted',
          detail: 'the stored credential is not accepted',
        });
      else if (isNoCommonAlgorithm(error)) settle(algorithmRefusal(offered(), to.allowsWeak));
      else settle({ refused: 'unreachable', detail: reasonOf(error, to.what) });
    });
    client.on('close', () =>
      settle({ refused: 'unreachable', detail: `the ${to.what} closed the connection` }),
    );
    try {
      client.connect({
        sock: wire,
        username: to.account,
        hostVerifier: isPinned,
        algorithms: algorithmsFor(keyTypeOf(to.pinnedHostKey), to.allowsWeak),
        authHandler: authenticateWith(client, to.account, credential),
        readyTimeout: within.ms,
        keepaliveInterval: 15_000,
        keepaliveCountMax: 3,
      });
      guardClientWire(client, events, limits);
      if (!to.allowsWeak) signWithSha2(client);
    } catch {
      // The messages of the key parser may quote the key; ours does not.
      settle({ refused: 'credential-not-accepted', detail: 'the stored private key cannot be read' });
    }
  });
  return { client, refusal: refusal ?? (within.signal.aborted ? { refused: 'aborted' } : null) };
}

/** True for the errors ssh2 raises when the two sides have no algorithm in common. */
export function isNoCommonAlgorithm(error: unknown): boolean {
  return error instanceof Error && /no matching/.test(error.message);
}

function algorithmRefusal(offer: KexOffer | null, allowsWeak: boolean): DialRefusal {
  const offers = offer === null ? 'what it offers is not known' : `it offers ${describeOffer(offer)}`;
  return {
    refused: 'algorithms-not-allowed',
    detail: `${allowsWeak ? 'not even the outdated encryption that is allowed for it fits' : 'only modern encryption is allowed for it'}: ${offers}`,
  };
}

/** Why a server could not be reached, in words without the network's own. */
export function reasonOf(error: unknown, what: ServerToSignIn['what']): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return 'nothing listens on that port';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name does not resolve';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'there is no way to that address';
  if (code === 'ECONNRESET') return `the ${what} closed the connection`;
  const text = error instanceof Error ? error.message : '';
  return /time/i.test(text) ? 'no answer in time' : `the ${what} did not speak SSH as expected`;
}
