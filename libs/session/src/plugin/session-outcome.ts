import type { SessionEndReason } from '@gatehouse/kernel';
import type { TerminalExit } from './client-leg.js';

/** How a relay ended by itself. What the engine ends (window, revocation, idle) never comes from here. */
export interface SessionOutcome {
  readonly reason: Extract<SessionEndReason, 'client-left' | 'target-left' | 'error'>;
  readonly detail: string | null;
  readonly exit: TerminalExit;
}

/** Why a target could not be reached in a way the engine can answer for. */
export type DialRefusal =
  | { readonly refused: 'unreachable'; readonly detail: string }
  /** The target showed another identity than the pinned one; no credential was sent. */
  | { readonly refused: 'identity-mismatch'; readonly observed: ObservedIdentity }
  | { readonly refused: 'credential-not-accepted'; readonly detail: string }
  /** It speaks only what is not allowed for it; the detail says to an administrator what it offers. */
  | { readonly refused: 'algorithms-not-allowed'; readonly detail: string }
  | { readonly refused: 'aborted' };

export interface ObservedIdentity {
  readonly keyType: string;
  /** Wire form, RFC 4253 section 6.6. */
  readonly key: Buffer;
  /** `SHA256:…` without padding, as ssh-keygen prints it. */
  readonly fingerprint: string;
}
