import type { ClientLeg } from '@gatehouse/session/plugin';
import type { RefusedOnWire } from './wire-guard.js';

/** What the person at the door may do is judged elsewhere; every answer comes from the control process. */
export interface NativeDoorPolicy {
  password(wireId: string, login: string, password: string): Promise<FirstFactorAnswer>;
  /** The key's possession was proven already. @param key wire form, RFC 4253 section 6.6. */
  publicKey(wireId: string, login: string, key: Buffer): Promise<FirstFactorAnswer>;
  /** Spends a one-time code of the person whose first factor this connection gave. */
  code(wireId: string, code: string): Promise<CodeAnswer>;
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
export type GrantWish = { readonly handle: string } | { readonly grantId: string };

export interface MenuLine {
  readonly grantId: string;
  readonly handle: string;
  /** Such as `Filler edge PC, Line 2, until 15:30 plant time`. */
  readonly text: string;
}
