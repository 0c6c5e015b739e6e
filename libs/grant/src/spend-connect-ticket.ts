import { createHash } from 'node:crypto';
import type { Clock } from '@gatehouse/kernel';
import type { ConnectTicket, ConnectTicketStore, TicketDoor } from './connect-ticket.js';

/**
 * Takes a ticket, once. The caller must still judge the grant behind it: a ticket says that a person with a
 * fresh factor asked for this grant, not that the grant may connect now.
 * Null when the token was never given out, was used, or is too old; which of them is not said.
 */
export async function spendConnectTicket(
  deps: { tickets: ConnectTicketStore; clock: Clock },
  token: string,
  door: TicketDoor,
): Promise<ConnectTicket | null> {
  if (token.length < 20 || token.length > 200) return null;
  return deps.tickets.spend(connectTicketHash(token), door, deps.clock.now());
}

/** What is stored of a token: SHA-256, enough for 192 random bits and more. */
export function connectTicketHash(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
