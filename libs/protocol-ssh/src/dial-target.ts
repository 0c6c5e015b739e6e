import type { Client } from 'ssh2';
import type { DialRefusal, LentCredential, TargetEndpoint } from '@gatehouse/session/plugin';
import { closeWire } from './close-wire.js';
import { fingerprintOf } from './host-key.js';
import { msLeft, openPath } from './open-path.js';
import { signInToServer } from './sign-in-to-server.js';
import type { SshSettings } from './ssh-settings.js';
import { defaultWireLimits } from './wire-guard.js';
import type { WireEvents, WireLimits } from './wire-guard.js';

export interface DialledTarget {
  readonly client: Client;
  readonly dialledAddress: string;
  readonly hostKeyFingerprint: string;
  /** Ends the connection and every jump host on the way. True once all of them were seen closed. Safe to call twice. */
  close(): Promise<boolean>;
}

/** From the connect to the accepted credential, jump hosts included. */
const dialSeconds = 20;

/** Connects to the target as our client, through its jump hosts; see `signInToServer` for when a credential is sent. */
export async function dialTarget(
  to: TargetEndpoint<SshSettings>,
  credential: LentCredential | null,
  signal: AbortSignal,
  events: WireEvents,
  limits: WireLimits = defaultWireLimits,
): Promise<DialledTarget | DialRefusal> {
  const time = { signal, endsAtMs: performance.now() + dialSeconds * 1000 };
  const path = await openPath(to, time, events);
  if ('refused' in path) return path;
  const { wire, dialledAddress } = path;
  const { client, refusal } = await signInToServer(
    wire,
    { ...to, what: 'target', allowsWeak: to.settings.weakAlgorithms !== null },
    credential,
    { signal, ms: msLeft(time) },
    events,
    limits,
  );
  const close = async (patienceMs?: number): Promise<boolean> => {
    await closeWire(client, wire, patienceMs);
    const hopsClosed = await path.closeHops();
    // With the jump hosts gone, what ran through them is gone too; it still has to be seen.
    return (await closeWire(client, wire, 0)) && hopsClosed;
  };
  if (refusal) {
    await close(0);
    return refusal;
  }
  let closing: Promise<boolean> | null = null;
  return {
    client,
    dialledAddress,
    hostKeyFingerprint: fingerprintOf(to.pinnedHostKey),
    close: () => (closing ??= close()),
  };
}
