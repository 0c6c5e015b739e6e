import type { Actor, DomainEvent } from '@gatehouse/kernel';
import type { AccessGrant, GrantCloseReason } from './access-grant.js';
import type { ConnectTicket } from './connect-ticket.js';
import type { ViewerPassword } from './viewer-password.js';

const system: Actor = { kind: 'system' };

/** The grant exists and waits for its window. */
export function grantScheduled(grant: AccessGrant, at: Date): DomainEvent {
  return eventOf('grant.scheduled', system, grant, at, {
    rights: grant.rights,
    window: windowData(grant),
    permitHash: grant.permitHash.toString('hex'),
    approvedBy: grant.approved.approvers.map((approver) => approver.id),
  });
}

export function grantOpened(grant: AccessGrant, at: Date): DomainEvent {
  return eventOf('grant.opened', system, grant, at, {
    rights: grant.rights,
    window: windowData(grant),
    permitHash: grant.permitHash.toString('hex'),
    approvedBy: grant.approved.approvers.map((approver) => approver.id),
  });
}

/** @param text what the person who revoked it said; null when nobody said anything. */
export function grantClosed(
  grant: AccessGrant,
  reason: GrantCloseReason,
  at: Date,
  actor: Actor = system,
  text: string | null = null,
): DomainEvent {
  return eventOf('grant.closed', actor, grant, at, { reason, text });
}

/** The ticket's id, never its token. */
export function connectTicketIssued(
  grant: AccessGrant,
  ticket: ConnectTicket,
  actor: Actor,
  at: Date,
): DomainEvent {
  return eventOf('connect-ticket.issued', actor, grant, at, {
    ticket: ticket.id,
    protocol: ticket.protocol,
    door: ticket.door,
    expiresAt: ticket.expiresAt,
  });
}

export function viewerPasswordIssued(
  grant: AccessGrant,
  password: ViewerPassword,
  actor: Actor,
  at: Date,
): DomainEvent {
  const { id, expiresAt } = password;
  return eventOf('viewer-password.issued', actor, grant, at, { ticket: id, expiresAt });
}

/** From here on what the viewer shows and sends can be read on its way. */
export function viewerPasswordSpent(
  grant: AccessGrant,
  password: ViewerPassword,
  actor: Actor,
  at: Date,
): DomainEvent {
  return eventOf('viewer-password.spent', actor, grant, at, { ticket: password.id, encrypted: false });
}

function eventOf(
  kind: string,
  actor: Actor,
  grant: AccessGrant,
  at: Date,
  data: DomainEvent['data'],
): DomainEvent {
  return {
    kind,
    at,
    actor,
    siteId: grant.siteId,
    subjects: {
      grant: grant.id,
      request: grant.requestId,
      target: grant.targetId,
      person: grant.personId,
    },
    data,
  };
}

function windowData(grant: AccessGrant): { opensAt: Date; closesAt: Date } {
  return { opensAt: grant.window.opensAt, closesAt: grant.window.closesAt };
}
