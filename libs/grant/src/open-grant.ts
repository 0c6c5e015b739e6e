import { DomainError, newId, rightsFor, windowContains } from '@gatehouse/kernel';
import type { AccessWindow, ChannelRight, EventLog, PersonId, RequestId, SiteId } from '@gatehouse/kernel';
import type { AccessGrant, ApprovedAccess, GrantObligations } from './access-grant.js';
import { grantOpened, grantScheduled } from './grant-events.js';
import type { GrantStore } from './grant-store.js';
import { permitHash, wayContent } from './permit-hash.js';
import type { ResolvedTarget } from './permit-hash.js';

export interface ApprovedRequest {
  readonly id: RequestId;
  readonly siteId: SiteId;
  readonly requesterId: PersonId;
  /** Hex. */
  readonly contentHash: string;
  readonly targets: readonly ResolvedTarget[];
  /** What every approver gave: never more than was asked, often less. */
  readonly window: AccessWindow;
  readonly rights: readonly ChannelRight[];
  readonly obligations: GrantObligations;
  readonly approvers: ApprovedAccess['approvers'];
}

/**
 * Makes one grant per target of an approved request, in the transaction that approves it, each with those of the
 * rights that mean something on its target. A grant whose window already runs is open at once. The database refuses a grant of a request that is not approved, and one that
 * gives more than was asked.
 */
export async function openGrants(
  stores: { grants: GrantStore; events: EventLog },
  request: ApprovedRequest,
  now: Date,
): Promise<AccessGrant[]> {
  if (request.window.closesAt.getTime() <= now.getTime())
    throw new DomainError('grant-closed', 'The time slot is over. Ask the vendor for a new request.');
  const grants: AccessGrant[] = [];
  for (const target of request.targets) {
    const grant = grantFor(request, target, now);
    await stores.grants.add(grant);
    await stores.events.append(grant.state === 'open' ? grantOpened(grant, now) : grantScheduled(grant, now));
    grants.push(grant);
  }
  return grants;
}

function grantFor(request: ApprovedRequest, target: ResolvedTarget, now: Date): AccessGrant {
  const { id: targetId, protocol, address, port, account, hostKeyFingerprint, credentialId } = target;
  const rights = rightsFor(protocol, request.rights);
  const resolved: ResolvedTarget = {
    id: targetId,
    protocol,
    address,
    port,
    account,
    hostKeyFingerprint,
    credentialId,
    ...wayContent(target),
  };
  return {
    id: newId('grant'),
    requestId: request.id,
    targetId,
    personId: request.requesterId,
    siteId: request.siteId,
    rights,
    window: request.window,
    state: windowContains(request.window, now) ? 'open' : 'scheduled',
    closeReason: null,
    closedAt: null,
    approved: {
      contentHash: request.contentHash,
      target: resolved,
      obligations: request.obligations,
      approvers: request.approvers,
    },
    permitHash: permitHash({
      requestId: request.id,
      contentHash: request.contentHash,
      requesterId: request.requesterId,
      target: resolved,
      rights,
      window: request.window,
    }),
    createdAt: now,
  };
}
