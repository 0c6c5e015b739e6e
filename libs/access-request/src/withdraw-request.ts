import { DomainError } from '@gatehouse/kernel';
import type { Actor, Clock, EventLog, PersonId, RequestId, UnitOfWork } from '@gatehouse/kernel';
import type { AccessRequestStore } from './access-request-store.js';
import { requestWithdrawn } from './request-events.js';

/**
 * The requester takes a pending request back.
 * @throws DomainError `not-found` for another person's request too, `request-not-pending`.
 */
export async function withdrawRequest(
  deps: { uow: UnitOfWork<{ requests: AccessRequestStore; events: EventLog }>; clock: Clock },
  by: { personId: PersonId; actor: Actor },
  id: RequestId,
): Promise<void> {
  await deps.uow.run(async ({ requests, events }) => {
    const request = await requests.lock(id);
    if (request === null || request.text.requester.id !== by.personId)
      throw new DomainError('not-found', 'There is no such request. Look at your list again.');
    const now = deps.clock.now();
    if (!(await requests.finish(id, 'withdrawn', now, null)))
      throw new DomainError('request-not-pending', 'This request was decided already. Read it again.');
    await events.append(requestWithdrawn(request, by.actor, now));
  });
}
