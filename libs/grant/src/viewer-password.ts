import { randomInt } from 'node:crypto';
import type { GrantId, PersonId, SiteId, TicketId } from '@gatehouse/kernel';

/**
 * What a person gives a viewer that knows VncAuth and nothing better: eight characters without a name, good for one connection under
 * one grant, for a minute. VncAuth is answered by who knows the password itself, so it is kept, sealed, until it is spent.
 */
export interface ViewerPassword {
  readonly id: TicketId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  /** When the second factor behind it was given. */
  readonly factorAt: Date;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Whoever guesses at the door guesses at every password that is live, so there are few: with 16 of 31^8 a guess finds one in 53
 * thousand million times.
 */
export const mostLiveViewerPasswords = 16;

export interface ViewerPasswordStore {
  /**
   * Adds it in place of an earlier one of the same grant, and forgets what is over. False when `most` others are live already.
   * @param sealed the password, sealed for this id and no other.
   */
  add(password: ViewerPassword, sealed: Buffer, most: number): Promise<boolean>;
  /** What is live, `most` at most. @param everywhere false: only of sites where an administrator allowed them. */
  live(
    now: Date,
    everywhere: boolean,
    most: number,
  ): Promise<readonly { readonly id: TicketId; readonly sealed: Buffer }[]>;
  /** Spends it in one conditional write, after which nothing of it is kept. Of any number of callers at once exactly one gets it. */
  spend(id: TicketId, now: Date): Promise<ViewerPassword | null>;
  /** An administrator allowed them for this site; without one, for any site at all. */
  isAllowed(siteId?: SiteId): Promise<boolean>;
}

/** Letters and digits that nobody takes for one another, all of one byte: VncAuth makes a key of the first eight. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

export function newViewerPassword(): string {
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
