import type { ClientLeg } from './client-leg.js';
import type { SessionControl } from './session-control.js';
import type { SessionOutcome } from './session-outcome.js';
import type { SessionTap } from './session-tap.js';

/** A target that answered, proved its identity and accepted the credential. Nothing has been relayed yet. */
export interface Relay {
  /** IP address and port that was dialled. */
  readonly dialledAddress: string;
  readonly hostKeyFingerprint: string;
  /**
   * Runs until either side ends or `signal` aborts. Resolves once; never rejects for an ordinary ending. After an
   * abort nothing more is forwarded.
   */
  run(
    client: ClientLeg,
    tap: SessionTap,
    control: SessionControl,
    signal: AbortSignal,
  ): Promise<SessionOutcome>;
  /** Cuts the target. Resolves true once its socket was seen closed. Safe to call at any time, and twice. */
  close(): Promise<boolean>;
}
