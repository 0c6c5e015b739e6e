import { wayContent } from '@gatehouse/grant';
import { DomainError, newId } from '@gatehouse/kernel';
import type { Actor, Clock, ErrorDetail, EventLog, PersonId, UnitOfWork } from '@gatehouse/kernel';
import type { Decision } from '@gatehouse/policy';
import type { AccessRequest, RequestedTarget, RequestText } from './access-request.js';
import type { AccessRequestStore } from './access-request-store.js';
import { assessRequest } from './assess-request.js';
import type { Assessment, RequestWish } from './assess-request.js';
import { requestContentHash } from './request-content-hash.js';
import { requestDeniedByPolicy, requestSubmitted } from './request-events.js';
import type { RequestFacts } from './request-facts.js';

export interface SubmitDeps {
  readonly uow: UnitOfWork<{ requests: AccessRequestStore; facts: RequestFacts; events: EventLog }>;
  readonly clock: Clock;
}

/** More than this is a mistake or a flood; a person reads each of them. */
export const mostPending = 50;
export const mostPerHour = 120;

/**
 * Step 1 of the path. Saves a pending request with the text the approvers will read, its targets resolved.
 * @throws DomainError `denied-by-policy` with every reason, `policy-broken`, `not-found`, `invalid-input`,
 *   `forbidden`, `too-many-attempts`. What policy refused is on the audit trail.
 */
export async function submitRequest(
  deps: SubmitDeps,
  by: { personId: PersonId; actor: Actor },
  wish: RequestWish,
): Promise<AccessRequest> {
  const result = await deps.uow.run<AccessRequest | DomainError>(async ({ requests, facts, events }) => {
    const now = deps.clock.now();
    await refuseFlood(requests, by.personId, now);
    const assessment = await assessRequest(facts, by.personId, wish, 'submit', now);
    const { decision, site } = assessment;
    if (decision.outcome !== 'allow') {
      await events.append(requestDeniedByPolicy(by.personId, site.id, wish, decision, by.actor, now));
      return refusalOf(decision);
    }
    const request = requestOf(wish, assessment, decision, now);
    await requests.add(request);
    await events.append(requestSubmitted(request, by.actor));
    return request;
  });
  if (result instanceof DomainError) throw result;
  return result;
}

async function refuseFlood(requests: AccessRequestStore, requesterId: PersonId, now: Date): Promise<void> {
  const { pending, recent } = await requests.countOf(requesterId, new Date(now.getTime() - 3_600_000));
  if (pending >= mostPending || recent >= mostPerHour)
    throw new DomainError(
      'too-many-attempts',
      'You have sent many requests. Wait for answers, or withdraw some, then send this one.',
    );
}

function requestOf(
  wish: RequestWish,
  { requester, site, targets }: Assessment,
  decision: Extract<Decision, { outcome: 'allow' }>,
  now: Date,
): AccessRequest {
  const text: RequestText = {
    id: newId('req'),
    requester: { id: requester.id, displayName: requester.displayName, organisation: requester.organisation },
    siteId: site.id,
    purpose: wish.purpose,
    plannedChange: wish.plannedChange,
    workOrder: wish.workOrder,
    vendorLocation: wish.vendorLocation,
    rights: [...new Set(wish.rights)],
    window: wish.window,
    targets: targets.map(requestedTarget),
    obligations: decision.obligations,
  };
  return {
    text,
    contentHash: requestContentHash(text),
    policies: decision.policies,
    state: 'pending',
    submittedAt: now,
    decidedAt: null,
    decidedReason: null,
    reviews: [],
  };
}

/** Only what the approver reads; facts that come and go, such as a suspension, are not part of the text. */
export function requestedTarget(target: RequestedTarget): RequestedTarget {
  return {
    id: target.id,
    handle: target.handle,
    protocol: target.protocol,
    address: target.address,
    port: target.port,
    account: target.account,
    hostKeyFingerprint: target.hostKeyFingerprint,
    credentialId: target.credentialId,
    assetTag: target.assetTag,
    assetName: target.assetName,
    location: target.location,
    zoneId: target.zoneId,
    zoneName: target.zoneName,
    criticality: target.criticality,
    ...wayContent(target),
  };
}

/** The refusal a person reads for a decision that is not `allow`. The cause of a broken policy is not theirs to read. */
export function refusalOf(decision: Exclude<Decision, { outcome: 'allow' }>): DomainError {
  if (decision.outcome === 'broken')
    return new DomainError(
      'policy-broken',
      'The rules for this machine are not complete, so nobody can be let in. Tell the plant.',
    );
  const details: ErrorDetail[] = decision.reasons.map(({ code, field, message }) => ({
    code,
    ...(field === undefined ? {} : { field }),
    message,
  }));
  return new DomainError(
    'denied-by-policy',
    `The plant's rules do not allow this. ${decision.reasons.map((reason) => reason.message).join(' ')}`,
    details,
  );
}
