import type { Criticality, ZoneId } from '@gatehouse/kernel';
import type { Policy } from './policy.js';

/**
 * The one policy that counts for a target: zone and criticality, then zone, then criticality, then the site.
 * Null when none covers it. Two of one kind cannot exist; the database holds that.
 */
export function mostSpecificPolicy(
  policies: readonly Policy[],
  target: { zoneId: ZoneId; criticality: Criticality },
): Policy | null {
  const covering = policies.filter(
    (policy) =>
      (policy.zoneId === null || policy.zoneId === target.zoneId) &&
      (policy.criticality === null || policy.criticality === target.criticality),
  );
  return covering.reduce<Policy | null>(
    (best, policy) => (best === null || specificity(policy) > specificity(best) ? policy : best),
    null,
  );
}

function specificity(policy: Policy): number {
  return (policy.zoneId === null ? 0 : 2) + (policy.criticality === null ? 0 : 1);
}
