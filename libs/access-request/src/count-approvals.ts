import { intersectWindows } from '@gatehouse/kernel';
import type { AccessWindow, ChannelRight, PersonId } from '@gatehouse/kernel';
import type { ReviewRule } from '@gatehouse/policy';
import type { Review } from './access-request.js';

export interface Count {
  /** Approvals of people who may still approve, one per person. */
  readonly counted: readonly Review[];
  readonly needed: number;
  readonly isEnough: boolean;
}

/**
 * Counts approvals against the rules, at this moment: an approval of somebody who lost the role since does not
 * count (AZ-13).
 */
export function countApprovals(
  reviews: readonly Review[],
  stillApprovers: readonly PersonId[],
  rules: readonly ReviewRule[],
): Count {
  const counted = reviews.filter(
    (review, index) =>
      review.verdict === 'approve' &&
      stillApprovers.includes(review.reviewer.id) &&
      reviews.findIndex((other) => other.reviewer.id === review.reviewer.id) === index,
  );
  const needed = rules.reduce((sum, rule) => sum + rule.count, 0);
  return { counted, needed, isEnough: needed > 0 && counted.length >= needed };
}

/** What every one of the approvals gives: the common window and the common rights. Null when nothing is common. */
export function commonAccess(
  approvals: readonly Pick<Review, 'window' | 'rights'>[],
): { window: AccessWindow; rights: ChannelRight[] } | null {
  const [first, ...others] = approvals;
  if (first === undefined) return null;
  let window: AccessWindow | null = first.window;
  let rights = [...first.rights];
  for (const other of others) {
    window = window && intersectWindows(window, other.window);
    rights = rights.filter((right) => other.rights.includes(right));
  }
  return window === null || rights.length === 0 ? null : { window, rights };
}
