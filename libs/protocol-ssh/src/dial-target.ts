import type { Client } from 'ssh2';
import type { DialRefusal, LentCredential, TargetEndpoint } from '@gatehouse/session/plugin';
import { closeWire } from './close-wire.js';
import { fingerprintOf } from './host-key.js';
import { openSocket } from './open-socket.js';
import { reasonOf, signInToServer } from './sign-in-to-server.js';
import type { SshSettings } from './ssh-settings.js';
import type { WireEvents } from './wire-guard.js';

export interface DialledTarget {
  readonly client: Client;
  readonly dialledAddress: string;
  readonly hostKeyFingerprint: string;
}

/** From the connect to the accepted credential. */
const dialSeconds = 20;

/** Connects to the target as our client; see `signInToServer` for when the credential is sent. */
export async function dialTarget(
  to: TargetEndpoint<SshSettings>,
  credential: LentCredential | null,
  signal: AbortSignal,
  events: WireEvents,
): Promise<DialledTarget | DialRefusal> {
  let opened;
  try {
    opened = await openSocket(to, signal, dialSeconds * 1000);
  } catch (error) {
    return signal.aborted ? { refused: 'aborted' } : { refused: 'unreachable', detail: reasonOf(error) };
  }
  const { socket, dialledAddress } = opened;
  const { client, refusal } = await signInToServer(
    socket,
    { ...to, allowsWeak: to.settings.weakAlgorithms !== null },
    credential,
    { signal, ms: dialSeconds * 1000 },
    events,
  );
  if (!refusal) return { client, dialledAddress, hostKeyFingerprint: fingerprintOf(to.pinnedHostKey) };
  await closeWire(client, socket, 0);
  return refusal;
}
