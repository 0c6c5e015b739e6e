import { DomainError } from '@gatehouse/kernel';
import type { AccessWindow, ChannelRight, PersonId, TargetId } from '@gatehouse/kernel';
import { decide } from '@gatehouse/policy';
import type { Decision, DenyReason } from '@gatehouse/policy';
import { isUnproven } from './is-unproven.js';
import type { RequestFacts, RequesterFacts, SiteFacts, TargetFacts } from './request-facts.js';

/** What the vendor user filled in, already parsed. */
export interface RequestWish {
  readonly targetIds: readonly TargetId[];
  readonly purpose: string;
  readonly plannedChange: boolean;
  readonly workOrder: string | null;
  readonly vendorLocation: string | null;
  readonly rights: readonly ChannelRight[];
  readonly window: AccessWindow;
}

export interface Assessment {
  readonly decision: Decision;
  readonly requester: RequesterFacts;
  readonly site: SiteFacts;
  readonly targets: readonly TargetFacts[];
}

/**
 * What a request would take: the analysis that dry run and submit share.
 * @throws DomainError `not-found` alike for a machine that does not exist and one this person may not ask for;
 *   `invalid-input` when the machines are of several sites.
 */
export async function assessRequest(
  facts: RequestFacts,
  requesterId: PersonId,
  wish: RequestWish,
  stage: 'dry-run' | 'submit',
  now: Date,
): Promise<Assessment> {
  const requester = await facts.requester(requesterId);
  if (requester === null || !requester.isActive)
    throw new DomainError('forbidden', 'Your account may not ask for access. Ask your sponsor.');
  const targets = await targetsOf(facts, requesterId, wish.targetIds);
  const site = await siteOf(facts, targets);
  const decision = decide({
    stage,
    now,
    site,
    targets,
    rights: wish.rights,
    window: wish.window,
    workOrder: wish.workOrder,
    policies: await facts.policies(site.id),
  });
  return {
    decision: withReasons(decision, ownReasons(requester, site, targets, wish)),
    requester,
    site,
    targets,
  };
}

async function targetsOf(
  facts: RequestFacts,
  requesterId: PersonId,
  wanted: readonly TargetId[],
): Promise<TargetFacts[]> {
  const ids = [...new Set(wanted)];
  const targets = await facts.targetsFor(requesterId, ids);
  if (ids.length === 0 || targets.length !== ids.length)
    throw new DomainError(
      'not-found',
      'One of these machines is not on your list. Choose from the list, or ask your sponsor to add it.',
      [{ field: 'targetIds', message: 'is not on your list' }],
    );
  return targets;
}

async function siteOf(facts: RequestFacts, targets: readonly TargetFacts[]): Promise<SiteFacts> {
  const siteIds = [...new Set(targets.map((target) => target.siteId))];
  const site = siteIds.length === 1 ? await facts.site(siteIds[0]!) : null;
  if (site === null)
    throw new DomainError('invalid-input', 'Choose machines of one site. Send one request per site.', [
      { field: 'targetIds', message: 'names machines of several sites' },
    ]);
  return site;
}

/** What stands in the way beside policy. A policy that is broken stays broken. */
function ownReasons(
  requester: RequesterFacts,
  site: SiteFacts,
  targets: readonly TargetFacts[],
  wish: RequestWish,
): DenyReason[] {
  const reasons: DenyReason[] = [];
  if (requester.organisationSuspended)
    reasons.push({
      code: 'organisation-suspended',
      message: 'Access for your organisation is blocked. Ask your sponsor.',
    });
  if (
    requester.contractEndsAt !== null &&
    wish.window.closesAt.getTime() > requester.contractEndsAt.getTime()
  )
    reasons.push({
      code: 'contract-ends',
      field: 'window',
      message: 'The contract of your organisation ends before. Choose an earlier time, or ask your sponsor.',
    });
  if (site.isSuspended)
    reasons.push({ code: 'site-suspended', message: `${site.name} is cut off for vendors at the moment.` });
  for (const target of targets) {
    if (target.isSuspended)
      reasons.push({
        code: 'target-suspended',
        field: 'targetIds',
        message: `Access to ${target.assetTag} is blocked at the moment. Leave it out, or call the plant.`,
      });
    if (isUnproven(target))
      reasons.push({
        code: 'identity-unproven',
        field: 'targetIds',
        message: `The identity of ${target.assetTag} is not confirmed yet. The plant must confirm it first.`,
      });
  }
  return reasons;
}

function withReasons(decision: Decision, reasons: readonly DenyReason[]): Decision {
  if (reasons.length === 0 || decision.outcome === 'broken') return decision;
  const before = decision.outcome === 'deny' ? decision.reasons : [];
  return { outcome: 'deny', reasons: [...reasons, ...before] };
}
