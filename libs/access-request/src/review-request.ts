import { DomainError, isFactorFresh, newId } from '@gatehouse/kernel';
import type {
  AccessWindow,
  Actor,
  ChannelRight,
  Clock,
  EventLog,
  PersonId,
  RequestId,
  SiteId,
  UnitOfWork,
} from '@gatehouse/kernel';
import { openGrants } from '@gatehouse/grant';
import type { GrantStore } from '@gatehouse/grant';
import type { AccessRequest, Review } from './access-request.js';
import type { AccessRequestStore } from './access-request-store.js';
import { commonAccess, countApprovals } from './count-approvals.js';
import type { Count } from './count-approvals.js';
import { requestApproved, requestExpired, requestReviewed, reviewRefused } from './request-events.js';
import type { RequestFacts } from './request-facts.js';
import { refusalToApprove } from './refusal-to-approve.js';

export interface ReviewInput {
  readonly requestId: RequestId;
  readonly by: {
    readonly personId: PersonId;
    readonly displayName: string;
    readonly actor: Actor;
    readonly isVendor: boolean;
    /** Sites where this person is an approver. */
    readonly sites: 'all' | readonly SiteId[];
    readonly factorAt: Date | null;
  };
  /** Hex of the hash of the text that was on the screen. */
  readonly contentHash: string;
  readonly answer:
    | { verdict: 'approve'; window?: AccessWindow; rights?: readonly ChannelRight[]; reason: string | null }
    | { verdict: 'deny'; reason: string };
}

export interface ReviewStores {
  requests: AccessRequestStore;
  facts: RequestFacts;
  grants: GrantStore;
  events: EventLog;
}

export interface ReviewOutcome {
  readonly state: 'pending' | 'approved' | 'denied';
  readonly counted: number;
  readonly needed: number;
}

/**
 * Step 3 of the path: one approver's decision, and the grant when it was the last one needed. The request's
 * row is locked throughout, so that of two who decide at once the first to commit counts (AZ-09). A single
 * denial denies. Nobody reviews their own request, and one person counts once: the database refuses it too.
 * @throws DomainError `not-found`, `reviewer-is-requester`, `not-a-reviewer`, `already-reviewed`,
 *   `request-not-pending`, `request-changed`, `fresh-factor-required`, `denied-by-policy`, `policy-broken`,
 *   `locked`, `conflict`, `invalid-input`. A refusal is on the audit trail.
 */
export async function reviewRequest(
  deps: { uow: UnitOfWork<ReviewStores>; clock: Clock },
  input: ReviewInput,
): Promise<ReviewOutcome> {
  const result = await deps.uow.run<ReviewOutcome | DomainError>(async (stores) => {
    const now = deps.clock.now();
    const request = await stores.requests.lock(input.requestId);
    if (request === null || !mayKnow(input, request))
      throw new DomainError('not-found', 'There is no such request. Look at your list again.');
    const refusal = await refusalOfReview(stores, request, input, now);
    if (refusal === null) return recordReview(stores, request, input, now);
    await stores.events.append(
      reviewRefused(request, input.answer.verdict, refusal.code, input.by.actor, now),
    );
    return refusal;
  });
  if (result instanceof DomainError) throw result;
  return result;
}

function mayKnow({ by }: ReviewInput, { text }: AccessRequest): boolean {
  return by.sites === 'all' || by.sites.includes(text.siteId) || by.personId === text.requester.id;
}

async function refusalOfReview(
  stores: ReviewStores,
  request: AccessRequest,
  { by, contentHash, answer }: ReviewInput,
  now: Date,
): Promise<DomainError | null> {
  const { text } = request;
  if (by.personId === text.requester.id)
    return new DomainError('reviewer-is-requester', 'Somebody else must decide about your request.');
  // Asked here and not only at the door: the role may have been taken since this person signed in.
  if (by.isVendor || !(await isStillApprover(stores, text.siteId, by.personId)))
    return new DomainError('not-a-reviewer', 'Only approvers of this site decide about its requests.');
  if (request.state !== 'pending')
    return new DomainError('request-not-pending', 'This request was decided already. Read it again.');
  if (isPast(request, now)) {
    await stores.requests.finish(text.id, 'expired', now, null);
    await stores.events.append(
      requestExpired({ id: text.id, siteId: text.siteId, requesterId: text.requester.id }, now),
    );
    return new DomainError(
      'request-not-pending',
      'The time to answer this request is over. The vendor must send a new one.',
    );
  }
  if (request.reviews.some((review) => review.reviewer.id === by.personId))
    return new DomainError('already-reviewed', 'You have decided about this request before.');
  if (contentHash !== request.contentHash.toString('hex'))
    return new DomainError('request-changed', 'This request changed. Read it again.');
  if (!isFactorFresh(by.factorAt, text.obligations.factorFreshSeconds, now))
    return new DomainError('fresh-factor-required', 'Give a new code, then decide.');
  return answer.verdict === 'approve' ? refusalToApprove(stores, request, answer, now) : null;
}

async function isStillApprover(
  { requests }: ReviewStores,
  siteId: SiteId,
  personId: PersonId,
): Promise<boolean> {
  return (await requests.stillApprovers(siteId, [personId])).length === 1;
}

/** Judged by the clock in the transaction of the review; no job needs to have run (AZ-06). */
function isPast({ text }: AccessRequest, now: Date): boolean {
  return (
    text.obligations.answerBy.getTime() <= now.getTime() || text.window.closesAt.getTime() <= now.getTime()
  );
}

async function recordReview(
  stores: ReviewStores,
  request: AccessRequest,
  { by, answer }: ReviewInput,
  now: Date,
): Promise<ReviewOutcome> {
  const { text } = request;
  const review: Review = {
    id: newId('rev'),
    reviewer: { id: by.personId, displayName: by.displayName },
    verdict: answer.verdict,
    reason: answer.reason,
    window: (answer.verdict === 'approve' ? answer.window : undefined) ?? text.window,
    rights: (answer.verdict === 'approve' ? answer.rights : undefined) ?? text.rights,
    contentHash: request.contentHash,
    factorAt: by.factorAt ?? now,
    reviewedAt: now,
  };
  if (!(await stores.requests.addReview(text.id, review)))
    throw new DomainError('already-reviewed', 'You have decided about this request before.');
  const reviews = [...request.reviews, review];
  const still = await stores.requests.stillApprovers(
    text.siteId,
    reviews.map((one) => one.reviewer.id),
  );
  const count = countApprovals(reviews, still, text.obligations.reviewersNeeded);
  const state = answer.verdict === 'deny' ? 'denied' : count.isEnough ? 'approved' : 'pending';
  const outcome = { state, counted: count.counted.length, needed: count.needed } as const;
  await stores.events.append(requestReviewed(request, review, outcome, by.actor));
  if (state === 'denied') await finish(stores, text.id, 'denied', now, answer.reason);
  if (state === 'approved') await approve(stores, request, count, now);
  return outcome;
}

async function approve(stores: ReviewStores, request: AccessRequest, count: Count, now: Date): Promise<void> {
  const { text } = request;
  const given = commonAccess(count.counted);
  if (given === null || given.window.closesAt.getTime() <= now.getTime())
    throw new DomainError(
      'conflict',
      'What you give and what others gave have no time or right in common. Choose another time, or deny.',
    );
  await finish(stores, text.id, 'approved', now, null);
  await stores.events.append(
    requestApproved(request, { ...given, approvers: count.counted.map((one) => one.reviewer.id) }, now),
  );
  await openGrants(
    stores,
    {
      id: text.id,
      siteId: text.siteId,
      requesterId: text.requester.id,
      contentHash: request.contentHash.toString('hex'),
      targets: text.targets,
      window: given.window,
      rights: given.rights,
      obligations: text.obligations,
      approvers: count.counted.map((one) => ({
        id: one.reviewer.id,
        displayName: one.reviewer.displayName,
        at: one.reviewedAt.toISOString(),
      })),
    },
    now,
  );
}

async function finish(
  stores: ReviewStores,
  id: RequestId,
  state: 'approved' | 'denied',
  now: Date,
  reason: string | null,
): Promise<void> {
  if (!(await stores.requests.finish(id, state, now, reason)))
    throw new DomainError('request-not-pending', 'This request was decided already. Read it again.');
}
