import type { Clock, EventLog, UnitOfWork } from '@gatehouse/kernel';
import type { AccessGrant } from './access-grant.js';
import { grantClosed, grantOpened } from './grant-events.js';
import type { GrantStore } from './grant-store.js';

/**
 * Moves grants to the state their window gives them: the job behind lists and notices. No door waits for it.
 * Safe to run twice and on several nodes at once.
 */
export async function turnGrants(deps: {
  uow: UnitOfWork<{ grants: GrantStore; events: EventLog }>;
  clock: Clock;
}): Promise<{ opened: AccessGrant[]; closed: AccessGrant[] }> {
  const now = deps.clock.now();
  return deps.uow.run(async ({ grants, events }) => {
    const closed = await grants.closeEnded(now);
    const opened = await grants.openDue(now);
    for (const grant of closed) await events.append(grantClosed(grant, 'ended', now));
    for (const grant of opened) await events.append(grantOpened(grant, now));
    return { opened, closed };
  });
}
