import type {
  AccessWindow,
  Actor,
  ChannelRight,
  DomainEvent,
  PersonId,
  RequestId,
  SiteId,
} from '@gatehouse/kernel';
import type { Decision } from '@gatehouse/policy';
import type { AccessRequest, Review } from './access-request.js';
import type { RequestWish } from './assess-request.js';

const system: Actor = { kind: 'system' };

export function requestSubmitted(request: AccessRequest, actor: Actor): DomainEvent {
  const { text } = request;
  return {
    kind: 'request.submitted',
    at: request.submittedAt,
    actor,
    siteId: text.siteId,
    subjects: { request: text.id, person: text.requester.id },
    data: {
      requester: text.requester,
      purpose: text.purpose,
      plannedChange: text.plannedChange,
      workOrder: text.workOrder,
      vendorLocation: text.vendorLocation,
      rights: text.rights,
      window: windowData(text.window),
      targets: text.targets.map(({ id, handle, assetTag, assetName, hostKeyFingerprint }) => ({
        id,
        handle,
        assetTag,
        assetName,
        hostKeyFingerprint,
      })),
      obligations: { ...text.obligations },
      policies: request.policies,
      contentHash: request.contentHash.toString('hex'),
    },
  };
}

/** A wish that policy refused. The purpose is left out: nothing came of it. */
export function requestDeniedByPolicy(
  requesterId: PersonId,
  siteId: SiteId,
  wish: RequestWish,
  decision: Exclude<Decision, { outcome: 'allow' }>,
  actor: Actor,
  at: Date,
): DomainEvent {
  return {
    kind: 'request.denied-by-policy',
    at,
    actor,
    siteId,
    subjects: { person: requesterId },
    data: {
      targetIds: wish.targetIds,
      rights: wish.rights,
      window: windowData(wish.window),
      ...(decision.outcome === 'deny'
        ? { reasons: decision.reasons.map((reason) => reason.code) }
        : { broken: decision.cause }),
    },
  };
}

/** @param counted approvals that count now, this one included; @param needed by the strictest rules. */
export function requestReviewed(
  request: AccessRequest,
  review: Review,
  outcome: { state: 'pending' | 'approved' | 'denied'; counted: number; needed: number },
  actor: Actor,
): DomainEvent {
  return {
    kind: 'request.reviewed',
    at: review.reviewedAt,
    actor,
    siteId: request.text.siteId,
    subjects: { request: request.text.id, review: review.id, person: request.text.requester.id },
    data: {
      verdict: review.verdict,
      reason: review.reason,
      window: windowData(review.window),
      rights: review.rights,
      contentHash: review.contentHash.toString('hex'),
      factorAt: review.factorAt,
      ...outcome,
    },
  };
}

/** What all approvers together gave. Comes after the last `request.reviewed`. */
export function requestApproved(
  request: AccessRequest,
  given: { window: AccessWindow; rights: readonly ChannelRight[]; approvers: readonly PersonId[] },
  at: Date,
): DomainEvent {
  return ofRequest('request.approved', request.text.id, request, system, at, {
    window: windowData(given.window),
    rights: given.rights,
    approvers: given.approvers,
  });
}

/** Somebody tried to decide who may not, or not this. `code` is the refusal's. */
export function reviewRefused(
  request: AccessRequest,
  verdict: 'approve' | 'deny',
  code: string,
  actor: Actor,
  at: Date,
): DomainEvent {
  return ofRequest('request.review-refused', request.text.id, request, actor, at, { verdict, code });
}

export function requestWithdrawn(request: AccessRequest, actor: Actor, at: Date): DomainEvent {
  return ofRequest('request.withdrawn', request.text.id, request, actor, at, {});
}

export function requestExpired(
  expired: { id: RequestId; siteId: SiteId; requesterId: PersonId },
  at: Date,
): DomainEvent {
  return {
    kind: 'request.expired',
    at,
    actor: system,
    siteId: expired.siteId,
    subjects: { request: expired.id, person: expired.requesterId },
    data: {},
  };
}

function ofRequest(
  kind: string,
  id: RequestId,
  request: AccessRequest,
  actor: Actor,
  at: Date,
  data: DomainEvent['data'],
): DomainEvent {
  return {
    kind,
    at,
    actor,
    siteId: request.text.siteId,
    subjects: { request: id, person: request.text.requester.id },
    data,
  };
}

function windowData(window: AccessWindow): { opensAt: string | null; closesAt: string | null } {
  return { opensAt: instantText(window.opensAt), closesAt: instantText(window.closesAt) };
}

/** A window may come from a refused wish, so it may hold no instant at all. */
function instantText(at: Date): string | null {
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
