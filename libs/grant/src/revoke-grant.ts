import { DomainError } from '@gatehouse/kernel';
import type { Actor, Clock, EventLog, GrantId, PersonId, SiteId, UnitOfWork } from '@gatehouse/kernel';
import type { AccessGrant } from './access-grant.js';
import { grantClosed } from './grant-events.js';
import type { GrantStore } from './grant-store.js';
import type { RevocationStore } from './revocation.js';

export interface RevokeGrant {
  readonly grantId: GrantId;
  readonly by: { readonly personId: PersonId; readonly actor: Actor };
  /** Sites where this person may end access. */
  readonly sites: 'all' | readonly SiteId[];
  readonly text: string | null;
}

/**
 * Ends a grant for good: closed, and a revocation row that ends its session, in one transaction. Revoking
 * what is revoked already changes nothing and is no error, so that two people may press the button.
 * @throws DomainError `not-found` outside the person's sites, `grant-closed` when it had ended by itself.
 */
export async function revokeGrant(
  deps: {
    uow: UnitOfWork<{ grants: GrantStore; revocations: RevocationStore; events: EventLog }>;
    clock: Clock;
  },
  input: RevokeGrant,
): Promise<AccessGrant> {
  return deps.uow.run(async ({ grants, revocations, events }) => {
    const now = deps.clock.now();
    const found = await grants.find(input.grantId);
    if (found === null || !(input.sites === 'all' || input.sites.includes(found.siteId)))
      throw new DomainError('not-found', 'There is no such access. Look at the list again.');
    const revoked = await grants.close(input.grantId, 'revoked', now);
    if (revoked === null) return alreadyClosed(await grants.find(input.grantId));
    await revocations.add({
      scope: 'grant',
      scopeId: revoked.id,
      reason: 'revoked',
      text: input.text,
      madeBy: input.by.personId,
      at: now,
    });
    await events.append(grantClosed(revoked, 'revoked', now, input.by.actor, input.text));
    return revoked;
  });
}

function alreadyClosed(grant: AccessGrant | null): AccessGrant {
  if (grant?.closeReason === 'revoked') return grant;
  throw new DomainError('grant-closed', 'This access had ended already. Nothing is left to end.');
}
