import { randomBytes } from 'node:crypto';
import { DomainError, isFactorFresh, newId } from '@gatehouse/kernel';
import type { Actor, Clock, EventLog, GrantId, PersonId, TicketId, UnitOfWork } from '@gatehouse/kernel';
import { isGrantOpen } from './access-grant.js';
import { connectTicketLifeSeconds } from './connect-ticket.js';
import type { ConnectTicketStore, TicketDoor } from './connect-ticket.js';
import { connectTicketIssued } from './grant-events.js';
import type { GrantForConnect, GrantStore } from './grant-store.js';
import { permitStillHolds } from './permit-still-holds.js';
import { connectTicketHash } from './spend-connect-ticket.js';

export interface IssueConnectTicket {
  readonly grantId: GrantId;
  readonly door: TicketDoor;
  readonly by: { readonly personId: PersonId; readonly actor: Actor };
  /** When the second factor was last given; null when it was not. */
  readonly factorAt: Date | null;
}

interface TicketStores {
  readonly grants: GrantStore;
  readonly tickets: ConnectTicketStore;
  readonly events: EventLog;
}

export interface IssueConnectTicketDeps<Stores extends TicketStores> {
  readonly uow: UnitOfWork<Stores>;
  readonly clock: Clock;
  /** How old the second factor may be for a connection under this grant now; read in the same transaction. */
  readonly factorFreshSeconds: (stores: Stores, found: GrantForConnect, now: Date) => Promise<number>;
  /** What is kept of the token of an RDP client, so that NLA can be judged: its NT hash, sealed for this ticket and no other. */
  readonly sealedNtHash: (token: string, ticketId: TicketId) => Buffer;
}

/**
 * Makes a ticket for one connection under a person's own open grant. The token is given out here
 * only. Connecting judges everything again; refusing here saves the person the walk.
 * @throws DomainError `not-found` for another person's grant too, `grant-not-open`, `grant-closed`,
 *   `grant-changed`, `locked`, `fresh-factor-required`.
 */
export async function issueConnectTicket<Stores extends TicketStores>(
  deps: IssueConnectTicketDeps<Stores>,
  input: IssueConnectTicket,
): Promise<{ ticket: string; expiresAt: Date }> {
  return deps.uow.run(async (stores) => {
    const { grants, tickets, events } = stores;
    const now = deps.clock.now();
    const found = await grants.findForConnect(input.grantId);
    if (found === null || found.grant.personId !== input.by.personId)
      throw new DomainError('not-found', 'There is no such access. Look at your list again.');
    refuseUnlessOpen(found, now);
    const factorFreshSeconds = await deps.factorFreshSeconds(stores, found, now);
    if (input.factorAt === null || !isFactorFresh(input.factorAt, factorFreshSeconds, now))
      throw new DomainError('fresh-factor-required', 'Give a new code, then connect.');
    const token = randomBytes(tokenBytes[input.door]).toString('base64url');
    const windowEnd = found.grant.window.closesAt.getTime();
    const ticket = {
      id: newId('tick'),
      grantId: found.grant.id,
      personId: input.by.personId,
      protocol: found.target.protocol,
      door: input.door,
      factorAt: input.factorAt,
      createdAt: now,
      expiresAt: new Date(Math.min(now.getTime() + connectTicketLifeSeconds * 1000, windowEnd)),
    };
    const isForRdpClient = ticket.door === 'viewer' && ticket.protocol === 'rdp';
    await tickets.add(
      ticket,
      connectTicketHash(token),
      isForRdpClient ? deps.sealedNtHash(token, ticket.id) : null,
    );
    await events.append(connectTicketIssued(found.grant, ticket, input.by.actor, now));
    return { ticket: token, expiresAt: ticket.expiresAt };
  });
}

/** A viewer's is typed or pasted into a field for passwords: 32 characters. */
const tokenBytes = { web: 32, viewer: 24 };

/** @throws DomainError `grant-not-open`, `grant-closed`, `grant-changed`, `locked`. */
export function refuseUnlessOpen(found: GrantForConnect, now: Date): void {
  const { grant, target, site, person } = found;
  if (grant.state === 'closed' || grant.window.closesAt.getTime() <= now.getTime())
    throw new DomainError('grant-closed', 'This access has ended. Send a new request.');
  if (!isGrantOpen(grant, now))
    throw new DomainError('grant-not-open', 'The time slot has not begun. Connect when it opens.');
  if (target.suspendedAt !== null || site.suspendedAt !== null || person.vendorOrganisation?.suspendedAt)
    throw new DomainError('locked', 'Access is blocked at the moment. Call the control room.');
  if (target.removedAt !== null || !permitStillHolds(found))
    throw new DomainError('grant-changed', 'The machine was changed after approval. Send a new request.');
}
