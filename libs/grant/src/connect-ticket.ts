import type { GrantId, PersonId, Protocol, TicketId } from '@gatehouse/kernel';

/** Single use, a minute at most, bound to grant, person and protocol. The token itself is nowhere stored. */
export interface ConnectTicket {
  readonly id: TicketId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  readonly protocol: Protocol;
  /** When the second factor behind this ticket was given. */
  readonly factorAt: Date;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const connectTicketLifeSeconds = 60;

export interface ConnectTicketStore {
  /** @param tokenHash SHA-256 of the token, 32 bytes. */
  add(ticket: ConnectTicket, tokenHash: Buffer): Promise<void>;
  /**
   * Spends the ticket in one conditional write. Of any number of callers at once exactly one gets it; null for
   * all others, for an unknown token, and at or after the end of its life.
   */
  spend(tokenHash: Buffer, now: Date): Promise<ConnectTicket | null>;
}
