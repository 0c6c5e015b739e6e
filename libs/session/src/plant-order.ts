import { DomainError } from '@gatehouse/kernel';
import type { Actor, Clock, PersonId, SessionId, SiteId, UnitOfWork } from '@gatehouse/kernel';
import type { FoundSession, SessionStore } from './session-store.js';

/** Somebody at the plant acts on a session. */
export interface PlantOrder {
  readonly sessionId: SessionId;
  readonly by: { readonly personId: PersonId; readonly actor: Actor };
  /** Sites where this person may act on other people's sessions. */
  readonly sites: 'all' | readonly SiteId[];
}

export interface PlantOrderDeps<Stores> {
  readonly uow: UnitOfWork<Stores>;
  readonly clock: Clock;
}

/** @throws DomainError `not-found` outside the person's sites, as for a session that does not exist. */
export async function findForPlant(sessions: SessionStore, order: PlantOrder): Promise<FoundSession> {
  const session = await sessions.find(order.sessionId);
  if (session === null || !(order.sites === 'all' || order.sites.includes(session.siteId)))
    throw new DomainError('not-found', 'There is no such session. Look at the list again.');
  return session;
}
