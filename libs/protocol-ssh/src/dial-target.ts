import ssh2 from 'ssh2';
import type { AuthenticationType, AnyAuthMethod, Client, ConnectConfig } from 'ssh2';
import type {
  DialRefusal,
  LentCredential,
  ObservedIdentity,
  TargetEndpoint,
} from '@gatehouse/session/plugin';
import { hostKeyAlgorithmsFor, modernAlgorithms } from './algorithms.js';
import { closeWire } from './close-wire.js';
import { identityOf, isSameKey, keyTypeOf } from './host-key.js';
import { openSocket } from './open-socket.js';
import { defaultWireLimits, guardClientWire } from './wire-guard.js';
import type { WireEvents, WireLimits } from './wire-guard.js';

export interface DialledTarget {
  readonly client: Client;
  readonly dialledAddress: string;
  readonly hostKeyFingerprint: string;
}

/** From the connect to the accepted credential. */
const dialSeconds = 20;

/**
 * Connects to the target as our client. Invariant: the credential is sent only after the key exchange proved
 * possession of the pinned host key; with any other key the connection is cut first and the key reported.
 */
export async function dialTarget(
  to: TargetEndpoint<unknown>,
  credential: LentCredential | null,
  signal: AbortSignal,
  events: WireEvents,
  limits: WireLimits = defaultWireLimits,
): Promise<DialledTarget | DialRefusal> {
  let opened;
  try {
    opened = await openSocket(to, signal, dialSeconds * 1000);
  } catch (error) {
    return signal.aborted ? { refused: 'aborted' } : { refused: 'unreachable', detail: reasonOf(error) };
  }
  const { socket, dialledAddress } = opened;
  const client = new ssh2.Client();
  let shown: ObservedIdentity | null = null;
  const isPinned = (key: Buffer): boolean => {
    shown = identityOf(Buffer.from(key));
    return isSameKey(shown.key, to.pinnedHostKey);
  };
  const answer = await new Promise<'ready' | DialRefusal>((resolve) => {
    const timer = setTimeout(
      () => resolve({ refused: 'unreachable', detail: 'no answer in time' }),
      dialSeconds * 1000,
    );
    const abort = (): void => resolve({ refused: 'aborted' });
    signal.addEventListener('abort', abort, { once: true });
    const settle = (value: 'ready' | DialRefusal): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(value);
    };
    client.on('ready', () => settle('ready'));
    client.on('error', (error: Error & { level?: string }) => {
      if (shown && !isSameKey(shown.key, to.pinnedHostKey))
        settle({ refused: 'identity-mismatch', observed: shown });
      else if (error.level === 'client-authentication')
        settle({
          refused: 'credential-not-accepted',
          detail: 'the target does not accept the stored credential',
        });
      else settle({ refused: 'unreachable', detail: reasonOf(error) });
    });
    client.on('close', () => settle({ refused: 'unreachable', detail: 'the target closed the connection' }));
    try {
      client.connect({
        sock: socket,
        username: to.account,
        hostVerifier: isPinned,
        algorithms: { ...modernAlgorithms, serverHostKey: hostKeyAlgorithmsFor(keyTypeOf(to.pinnedHostKey)) },
        authHandler: authenticateWith(to.account, credential),
        readyTimeout: dialSeconds * 1000,
        keepaliveInterval: 15_000,
        keepaliveCountMax: 3,
      });
      guardClientWire(client, events, limits);
    } catch (error) {
      settle({ refused: 'credential-not-accepted', detail: keyProblem(error) });
    }
  });
  if (answer === 'ready' && !signal.aborted)
    return { client, dialledAddress, hostKeyFingerprint: identityOf(to.pinnedHostKey).fingerprint };
  await closeWire(client, socket, 0);
  return answer === 'ready' ? { refused: 'aborted' } : answer;
}

/**
 * One try with the lent secret. A password is also given to keyboard-interactive, for servers that have only that,
 * as long as it asks one thing without echo; nothing else is ever answered.
 */
function authenticateWith(account: string, credential: LentCredential | null): ConnectConfig['authHandler'] {
  const tried = new Set<string>();
  const attempt = (name: string, method: AnyAuthMethod): AnyAuthMethod | null => {
    if (tried.has(name)) return null;
    tried.add(name);
    return method;
  };
  return (
    left: AuthenticationType[] | null,
    _partial: boolean | null,
    next: (method: AnyAuthMethod) => void,
  ) => {
    const offered = (name: AuthenticationType): boolean => left === null || left.includes(name);
    let method: AnyAuthMethod | null = null;
    if (left === null) method = attempt('none', { type: 'none', username: account });
    else if (credential?.kind === 'private-key' && offered('publickey'))
      method = attempt('publickey', { type: 'publickey', username: account, key: credential.secret });
    else if (credential?.kind === 'password') {
      const password = credential.secret.toString('utf8');
      if (offered('password'))
        method = attempt('password', { type: 'password', username: account, password });
      if (!method && offered('keyboard-interactive'))
        method = attempt('keyboard-interactive', {
          type: 'keyboard-interactive',
          username: account,
          prompt: (_name, _instructions, _language, prompts, finish) =>
            finish(prompts.length === 1 && prompts[0]?.echo !== true ? [password] : prompts.map(() => '')),
        });
    }
    // ssh2 takes false as: nothing left to try. Its types do not say so.
    next(method ?? (false as unknown as AnyAuthMethod));
  };
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return 'nothing listens on that port';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name does not resolve';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'there is no way to that address';
  if (code === 'ECONNRESET') return 'the target closed the connection';
  const text = error instanceof Error ? error.message : '';
  if (/no matching/.test(text)) return 'the target speaks none of the algorithms that are allowed';
  return /time/i.test(text) ? 'no answer in time' : 'the target did not speak SSH as expected';
}

/** The messages of the key parser may quote the key; ours does not. */
function keyProblem(_error: unknown): string {
  return 'the stored private key cannot be read';
}
