import { revokeGrant } from '@gatehouse/grant';
import type { GrantStore, RevocationStore } from '@gatehouse/grant';
import { DomainError } from '@gatehouse/kernel';
import type { Actor, Clock, EventLog, PersonId, SessionId, SiteId, UnitOfWork } from '@gatehouse/kernel';
import { sessionEndRequested } from './session-events.js';
import type { FoundSession, SessionStore } from './session-store.js';

export interface RequestSessionEnd {
  readonly sessionId: SessionId;
  readonly by: { readonly personId: PersonId; readonly actor: Actor };
  /** Sites where this person may end other people's access. */
  readonly sites: 'all' | readonly SiteId[];
  readonly text: string | null;
}

export interface EndStores {
  readonly sessions: SessionStore;
  readonly grants: GrantStore;
  readonly revocations: RevocationStore;
  readonly events: EventLog;
}

/**
 * Ends a session from outside. The plant's End takes the grant with it, so that a client that reconnects is refused;
 * a person who ends their own session keeps the access. Durable first, closed by the readers of the revocations.
 * Needs no fresh factor: stopping is always nearer than starting. Ending what is over changes nothing.
 * @throws DomainError `not-found` for a session the person may not end.
 */
export async function requestSessionEnd(
  deps: { uow: UnitOfWork<EndStores>; clock: Clock },
  input: RequestSessionEnd,
): Promise<void> {
  const session = await deps.uow.run(({ sessions }) => sessions.find(input.sessionId));
  const isPlant = session !== null && (input.sites === 'all' || input.sites.includes(session.siteId));
  if (session === null || !(isPlant || session.personId === input.by.personId))
    throw new DomainError('not-found', 'There is no such session. Look at the list again.');
  if (session.state === 'terminated') return;
  if (!isPlant) return endOwn(deps, input, session);
  await deps.uow.run(({ events }) =>
    events.append(
      sessionEndRequested(input.by.actor, deps.clock.now(), session.siteId, session.id, input.text),
    ),
  );
  try {
    await revokeGrant(deps, { grantId: session.grantId, by: input.by, sites: input.sites, text: input.text });
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'grant-closed')) throw error;
    // Its window is over: the session is about to end by itself, and is told once more.
    await endOwn(deps, input, session);
  }
}

function endOwn(
  deps: { uow: UnitOfWork<EndStores>; clock: Clock },
  input: RequestSessionEnd,
  session: FoundSession,
): Promise<void> {
  return deps.uow.run(async ({ revocations, events }) => {
    const at = deps.clock.now();
    await revocations.add({
      scope: 'session',
      scopeId: session.id,
      reason: 'revoked',
      text: input.text,
      madeBy: input.by.personId,
      at,
    });
    await events.append(sessionEndRequested(input.by.actor, at, session.siteId, session.id, input.text));
  });
}
