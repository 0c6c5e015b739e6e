import { isUnproven } from '@gatehouse/access-request';
import type { ResolvedTarget } from '@gatehouse/grant';

/** What is known of a pending request beside its text. */
export interface BlockerFacts {
  readonly site_name: string;
  readonly site_suspended: boolean;
  readonly requester_active: boolean;
  readonly organisation_suspended: boolean;
  readonly isOver: boolean;
  readonly targets: readonly {
    readonly resolved: ResolvedTarget & { readonly assetTag: string };
    readonly is_suspended: boolean;
    readonly is_changed: boolean;
  }[];
}

/** What stands in the way of approving, worst first. The review judges all of it again. */
export function blockersOf(facts: BlockerFacts): { code: string; message: string }[] {
  const blockers: { code: string; message: string }[] = [];
  const block = (code: string, message: string): void => {
    blockers.push({ code, message });
  };
  if (facts.isOver) block('answer-time-over', 'The time to answer is over. The vendor must send it again.');
  for (const { resolved, is_changed } of facts.targets)
    if (is_changed)
      block('target-changed', `${resolved.assetTag} was changed after this was sent. It must be sent again.`);
  for (const { resolved } of facts.targets)
    if (isUnproven(resolved))
      block('identity-unproven', `The identity of ${resolved.assetTag} is not confirmed.`);
  if (facts.site_suspended) block('site-suspended', `${facts.site_name} is cut off for vendors.`);
  for (const { resolved, is_suspended } of facts.targets)
    if (is_suspended) block('target-suspended', `Access to ${resolved.assetTag} is blocked.`);
  if (facts.organisation_suspended) block('organisation-suspended', 'The vendor organisation is blocked.');
  if (!facts.requester_active) block('requester-suspended', 'This person is blocked.');
  return blockers;
}
