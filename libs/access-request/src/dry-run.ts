import type { Clock, PersonId, UnitOfWork } from '@gatehouse/kernel';
import type { Decision } from '@gatehouse/policy';
import { assessRequest } from './assess-request.js';
import type { RequestWish } from './assess-request.js';
import type { RequestFacts } from './request-facts.js';

/**
 * What submitting this wish would answer, without submitting it. Nothing is saved and nothing is on the audit
 * trail. The cause of a broken policy is not told to a vendor.
 * @throws DomainError as submit does, but for what policy says, which is the answer.
 */
export async function dryRunRequest(
  deps: { uow: UnitOfWork<{ facts: RequestFacts }>; clock: Clock },
  requesterId: PersonId,
  wish: RequestWish,
): Promise<{ decision: Decision; reviewers: string[] }> {
  return deps.uow.run(async ({ facts }) => {
    const { decision, site } = await assessRequest(facts, requesterId, wish, 'dry-run', deps.clock.now());
    return {
      decision:
        decision.outcome === 'broken'
          ? { outcome: 'broken', cause: 'The rules for this machine are not complete. Tell the plant.' }
          : decision,
      reviewers: await facts.approverNames(site.id, requesterId),
    };
  });
}
