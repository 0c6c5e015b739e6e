import type { GrantId, PersonId, Protocol, TicketId } from '@gatehouse/kernel';

/** Which door a ticket is good at: a page of the portal, or a person's own viewer, which is given it as a password. */
export type TicketDoor = 'web' | 'viewer';

/** Single use, a minute at most, bound to grant, person, protocol and door. The token itself is nowhere stored. */
export interface ConnectTicket {
  readonly id: TicketId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  readonly protocol: Protocol;
  readonly door: TicketDoor;
  /** When the second factor behind this ticket was given. */
  readonly factorAt: Date;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const connectTicketLifeSeconds = 60;

export interface ConnectTicketStore {
  /** @param tokenHash SHA-256 of the token, 32 bytes. */
  add(ticket: ConnectTicket, tokenHash: Buffer, sealedNtHash: Buffer | null): Promise<void>;
  /**
   * Spends the ticket in one conditional write, which takes its NT hash away. Of any number of callers at once exactly one gets it;
   * null for all others, for an unknown token, at another door, and at or after the end of its life.
   */
  spend(tokenHash: Buffer, door: TicketDoor, now: Date): Promise<ConnectTicket | null>;
  /**
   * The newest ticket that has an NT hash and could be spent now, of the person with this login for the target with this handle.
   * Spends nothing.
   */
  newestWithNtHash(
    login: string,
    handle: string,
    now: Date,
  ): Promise<{ readonly ticket: ConnectTicket; readonly sealedNtHash: Buffer } | null>;
  /** Takes the NT hashes of tickets away whose life is over. */
  forgetNtHashes(now: Date): Promise<void>;
}
