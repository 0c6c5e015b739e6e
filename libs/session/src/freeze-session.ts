import { DomainError } from '@gatehouse/kernel';
import type { EventLog } from '@gatehouse/kernel';
import { sessionFrozen, sessionUnfrozen } from './session-events.js';
import { findForPlant } from './plant-order.js';
import type { PlantOrder, PlantOrderDeps } from './plant-order.js';
import type { SessionStore } from './session-store.js';
import type { SupervisionStore } from './supervision-store.js';

export interface FreezeStores {
  readonly sessions: SessionStore;
  readonly supervision: SupervisionStore;
  readonly events: EventLog;
}

/**
 * Input of the session goes nowhere from the moment this is written, on whichever node it runs, within a second; a new
 * session under the same grant is refused until it is taken back. Asks for no fresh factor: it only ever takes. What is
 * frozen already changes nothing and is no error, so that two people may press the button.
 * @throws DomainError `not-found` outside the person's sites, `conflict` when the session is over.
 */
export async function freezeSession(
  deps: PlantOrderDeps<FreezeStores>,
  input: PlantOrder & { readonly reason: string | null },
): Promise<void> {
  await deps.uow.run(async ({ sessions, supervision, events }) => {
    const session = await findForPlant(sessions, input);
    const { personId, actor } = input.by;
    const at = deps.clock.now();
    if (await supervision.freeze(session.id, personId, input.reason, at))
      return events.append(sessionFrozen(actor, at, session.siteId, session.id, input.reason));
    const now = await sessions.find(session.id);
    if (now?.isFrozen !== true)
      throw new DomainError('conflict', 'This session is over, so there is no input to hold.');
  });
}

/**
 * Gives the input back. Restores no more than what was approved, so it asks for no new factor. What is not frozen
 * changes nothing and is no error. Works after the session's end too: then it is the next connect that it lets in.
 * @throws DomainError `not-found` outside the person's sites.
 */
export async function unfreezeSession(deps: PlantOrderDeps<FreezeStores>, input: PlantOrder): Promise<void> {
  await deps.uow.run(async ({ sessions, supervision, events }) => {
    const session = await findForPlant(sessions, input);
    const at = deps.clock.now();
    if (await supervision.unfreeze(session.id))
      await events.append(sessionUnfrozen(input.by.actor, at, session.siteId, session.id));
  });
}
