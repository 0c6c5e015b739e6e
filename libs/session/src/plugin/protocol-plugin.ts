import type { Protocol } from '@gatehouse/kernel';
import type { ClientLeg, ScreenWish } from './client-leg.js';
import type { Relay } from './relay.js';
import type { DialRefusal } from './session-outcome.js';
import type { LentCredential, TargetEndpoint } from './target-endpoint.js';

export interface ProtocolTraits {
  readonly replayable: boolean;
  readonly injectsCredentials: boolean;
  readonly clientLegs: readonly ClientLeg['kind'][];
}

/** One protocol. The engine owns life, time, recording and audit; the plugin owns the wire. */
export interface ProtocolPlugin<Settings = unknown> {
  readonly name: Protocol;
  readonly traits: ProtocolTraits;
  /** Parses the settings stored with a target. Throws on what it does not know. */
  parseSettings(input: unknown): Settings;
  /**
   * Resolves with a relay when the target answered, its identity matched and it accepted the credential; nothing
   * has been relayed yet. A refusal is a value. After `signal` aborts no byte goes to the target any more.
   */
  dial(
    to: TargetEndpoint<Settings>,
    credential: LentCredential | null,
    signal: AbortSignal,
    screen: ScreenWish | null,
  ): Promise<Relay | DialRefusal>;
}

/** True when a dial did not give a relay. */
export function isDialRefusal(answer: Relay | DialRefusal): answer is DialRefusal {
  return 'refused' in answer;
}
