import { DomainError } from '@gatehouse/kernel';
import type { AccessWindow, ChannelRight } from '@gatehouse/kernel';
import { decide, rightsReasons } from '@gatehouse/policy';
import type { AccessRequest } from './access-request.js';
import { commonAccess } from './count-approvals.js';
import { isUnproven } from './is-unproven.js';
import { requestContentHash } from './request-content-hash.js';
import type { RequestFacts } from './request-facts.js';
import { refusalOf, requestedTarget } from './submit-request.js';

/**
 * Why this request cannot be approved as it stands and as it would be given; null when it can. Everything is
 * read again: the targets, the requester, the policy. What differs from the text the approver read refuses.
 */
export async function refusalToApprove(
  { facts }: { facts: RequestFacts },
  request: AccessRequest,
  given: { window?: AccessWindow; rights?: readonly ChannelRight[] },
  now: Date,
): Promise<DomainError | null> {
  const { text } = request;
  const less = refusalOfGiven(request, given, now);
  if (less !== null) return less;
  const targets = await facts.targetsFor(
    text.requester.id,
    text.targets.map((target) => target.id),
  );
  const requester = await facts.requester(text.requester.id);
  const site = await facts.site(text.siteId);
  if (requester === null || !requester.isActive || requester.organisationSuspended)
    return new DomainError(
      'conflict',
      'This person is blocked at the moment. Deny, or ask an administrator.',
    );
  if (site === null || site.isSuspended || targets.some((target) => target.isSuspended))
    return new DomainError('locked', 'Access is blocked here at the moment. Unblock it first, or deny.');
  const asItIsNow = requestContentHash({
    ...text,
    requester: { id: requester.id, displayName: requester.displayName, organisation: requester.organisation },
    targets: targets.map(requestedTarget),
  });
  if (!asItIsNow.equals(request.contentHash))
    return new DomainError(
      'request-changed',
      'The machine, or who may ask for it, was changed after this request was sent. The vendor must send it again.',
    );
  if (targets.some(isUnproven))
    return new DomainError(
      'conflict',
      'The identity of a machine is not confirmed. An administrator must confirm it first.',
    );
  const decision = decide({
    stage: 'review',
    now,
    site,
    targets,
    rights: given.rights ?? text.rights,
    window: given.window ?? text.window,
    workOrder: text.workOrder,
    policies: await facts.policies(text.siteId),
  });
  if (decision.outcome !== 'allow') return refusalOf(decision);
  const needed = (rules: readonly { count: number }[]): number =>
    rules.reduce((sum, rule) => sum + rule.count, 0);
  if (needed(decision.obligations.reviewersNeeded) > needed(text.obligations.reviewersNeeded))
    return new DomainError(
      'request-changed',
      'The rules for this machine ask for more approvers since this request was sent. The vendor must send it again.',
    );
  return null;
}

function refusalOfGiven(
  { text, reviews }: AccessRequest,
  given: { window?: AccessWindow; rights?: readonly ChannelRight[] },
  now: Date,
): DomainError | null {
  const window = given.window ?? text.window;
  const rights = given.rights ?? text.rights;
  const inside =
    window.opensAt.getTime() >= text.window.opensAt.getTime() &&
    window.closesAt.getTime() <= text.window.closesAt.getTime() &&
    window.opensAt.getTime() < window.closesAt.getTime();
  if (!inside) return invalid('window', 'You can give a shorter time, inside the one that was asked for.');
  if (window.closesAt.getTime() <= now.getTime())
    return invalid('window', 'This time is over. Choose a later end.');
  if (rights.length === 0 || !rights.every((right) => text.rights.includes(right)))
    return invalid('rights', 'You can give fewer rights, not others than were asked for.');
  const approvals = reviews.filter((review) => review.verdict === 'approve');
  const common = commonAccess([...approvals, { window, rights }]);
  if (common === null)
    return invalid('window', 'This has no time or right in common with what another approver gave.');
  const [senseless] = approvals.length === 0 ? [] : rightsReasons(text.targets, common.rights);
  if (senseless)
    return invalid(
      'rights',
      `With what another approver gave, too little is left. ${senseless.message} Deny, if that is what you want.`,
    );
  return null;
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('invalid-input', message, [{ field, message }]);
}
