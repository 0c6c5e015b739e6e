import type { ClientChannel } from './client-leg.js';
import type { Departure } from './departure.js';
import type { SessionControl } from './session-control.js';
import type { SessionOutcome } from './session-outcome.js';
import type { SessionTap } from './session-tap.js';

/** A target that answered, proved its identity and accepted the credential. Nothing has been relayed yet. */
export interface Relay {
  /** IP address and port that was dialled. */
  readonly dialledAddress: string;
  /** `SHA256:…` of the host key or certificate it proved; null when its protocol proves nothing. */
  readonly hostKeyFingerprint: string | null;
  /**
   * Carries one channel, which was let in, until either side ends it or `signal` aborts; several may run at a time.
   * Resolves once; never rejects for an ordinary ending. After an abort nothing more is forwarded. Telling the client
   * how its channel ended is the engine's.
   * @param tap of this channel alone.
   */
  carry(
    channel: ClientChannel,
    tap: SessionTap,
    control: SessionControl,
    signal: AbortSignal,
  ): Promise<SessionOutcome>;
  /** Resolves when the target is gone, with what that means for the session. */
  readonly gone: Promise<SessionOutcome>;
  /** Cuts the target. Resolves true once its socket was seen closed. Safe to call at any time, and twice. */
  close(): Promise<boolean>;
  /** How the target was left. Read once `close` resolved; null or left out where its protocol has no word for it. */
  readonly departure?: Departure | null;
}
