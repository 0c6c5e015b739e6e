import type { ClientLeg } from '@gatehouse/session/plugin';
import type { RefusedOnWire } from './wire-guard.js';

/** What the person at the door may do is judged elsewhere; every answer comes from the control process. */
export interface NativeDoorPolicy {
  password(wireId: string, login: string, password: string): Promise<FirstFactorAnswer>;
  publicKey(wireId: string, login: string, proven: ProvenKey): Promise<FirstFactorAnswer>;
  /** Spends a one-time code of the person whose first factor this connection gave. */
  code(wireId: string, code: string): Promise<CodeAnswer>;
  /**
   * Asks the person whose first factor this connection gave to confirm it in the portal; once for a connection.
   * Null when too many connections of theirs wait for that already.
   * @param handle the machine named in the user name, for them to see.
   */
  askConfirmation(wireId: string, handle: string | null): Promise<AskedConfirmation | null>;
  /** How the question stands. `confirmed` is given once: it is spent with it. */
  confirmation(wireId: string): Promise<ConfirmationAnswer>;
  /** The person's open grants, in the order in which they are shown. */
  menu(wireId: string): Promise<readonly MenuLine[]>;
  /**
   * Runs the session of a client to its end, its connection closed with it. When no session comes about, the leg's
   * first channel is refused, and the connection stays.
   */
  serve(wireId: string, wish: GrantWish, leg: ClientLeg): Promise<void>;
  refusedOnWire(wireId: string, what: RefusedOnWire): void;
  cut(wireId: string, why: string): void;
  wireClosed(wireId: string): void;
}

export type FirstFactorAnswer = 'accepted' | 'refused' | 'locked';
export type CodeAnswer = 'accepted' | 'wrong' | 'locked';
/** `over`: nobody answered in time, or the person may not sign in any more. */
export type ConfirmationAnswer = 'waiting' | 'confirmed' | 'refused' | 'over';

/** A key whose possession was proven. */
export interface ProvenKey {
  /** Wire form, RFC 4253 section 6.6. */
  readonly key: Buffer;
  /** Security keys: whether they asked for a PIN or a finger. Null for a key in a file. */
  readonly userVerified: boolean | null;
}

/** What the terminal shows. */
export interface AskedConfirmation {
  readonly url: string;
  readonly code: string;
  readonly goodForMs: number;
}
export type GrantWish = { readonly handle: string } | { readonly grantId: string };

export interface MenuLine {
  readonly grantId: string;
  readonly handle: string;
  /** Such as `Filler edge PC, Line 2, until 15:30 plant time`. */
  readonly text: string;
}
