import type { JumpHostId, SessionEndReason } from '@gatehouse/kernel';
import type { TerminalExit } from './client-leg.js';

/** How a channel, or the target, ended by itself. What the engine ends (window, revocation, idle) never comes from here. */
export interface SessionOutcome {
  readonly reason: Extract<SessionEndReason, 'client-left' | 'target-left' | 'error'>;
  readonly detail: string | null;
  /** For the person, in place of the standing words; null or left out for those. */
  readonly text?: string | null;
  readonly exit: TerminalExit;
}

/** Why a target could not be reached in a way the engine can answer for. */
export type DialRefusal =
  | ({ readonly refused: 'unreachable'; readonly detail: string } & AtJumpHost)
  /** Another identity than the pinned one was shown; no credential was sent there. */
  | ({ readonly refused: 'identity-mismatch'; readonly observed: ObservedIdentity } & AtJumpHost)
  | ({ readonly refused: 'credential-not-accepted'; readonly detail: string } & AtJumpHost)
  /** It speaks only what is not allowed for it; the detail says to an administrator what it offers. */
  | ({ readonly refused: 'algorithms-not-allowed'; readonly detail: string } & AtJumpHost)
  | { readonly refused: 'aborted' };

/** Where on the way: left out for the target itself. Told to administrators, never to the vendor. */
interface AtJumpHost {
  readonly jumpHost?: { readonly id: JumpHostId; readonly name: string };
}

export interface ObservedIdentity {
  readonly keyType: string;
  /** Wire form, RFC 4253 section 6.6. */
  readonly key: Buffer;
  /** `SHA256:…` without padding, as ssh-keygen prints it. */
  readonly fingerprint: string;
}
