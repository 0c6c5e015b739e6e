import type { Clock, EventLog, RequestId, UnitOfWork } from '@gatehouse/kernel';
import type { AccessRequestStore } from './access-request-store.js';
import { requestExpired } from './request-events.js';

/**
 * Expires every pending request nobody answered in time, or whose window is over. A review judges the time
 * itself, so a late job lets nothing through. Safe to run twice and on several nodes at once.
 */
export async function expireRequests(deps: {
  uow: UnitOfWork<{ requests: AccessRequestStore; events: EventLog }>;
  clock: Clock;
}): Promise<RequestId[]> {
  return deps.uow.run(async ({ requests, events }) => {
    const now = deps.clock.now();
    const expired = await requests.expireDue(now);
    for (const one of expired) await events.append(requestExpired(one, now));
    return expired.map((one) => one.id);
  });
}
