import { DomainError } from '@gatehouse/kernel';
import type { FreezeStores } from './freeze-session.js';
import { findForPlant } from './plant-order.js';
import type { PlantOrder, PlantOrderDeps } from './plant-order.js';
import { sessionMessageSent } from './session-events.js';

/**
 * Sends words to the screen of the person in the session. They are written down first and shown within a second, beside
 * the output of the target and on record.
 * @throws DomainError `not-found` outside the person's sites, `conflict` when the session is over or has had its fill.
 */
export async function messageSession(
  deps: PlantOrderDeps<FreezeStores>,
  input: PlantOrder & { readonly text: string },
): Promise<void> {
  await deps.uow.run(async ({ sessions, supervision, events }) => {
    const session = await findForPlant(sessions, input);
    const at = deps.clock.now();
    if (!(await supervision.addMessage(session.id, input.by.personId, input.text, at)))
      throw new DomainError(
        'conflict',
        'This message cannot be shown: the session is over, or too many wait. Call the vendor.',
      );
    await events.append(sessionMessageSent(input.by.actor, at, session.siteId, session.id, input.text));
  });
}
