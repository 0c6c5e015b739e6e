import type { PolicyId, SiteId } from '@gatehouse/kernel';
import type { Policy, PolicyConstraints } from './policy.js';

/** Policies in the database. Every revision stays readable. */
export interface PolicyStore {
  /** Policies of the site that are in force now. */
  inForce(siteId: SiteId): Promise<Policy[]>;
  find(id: PolicyId): Promise<Policy | null>;
  list(sites: 'all' | readonly SiteId[]): Promise<Policy[]>;
  /** Adds the first revision. False when another policy in force covers the same zone and criticality. */
  add(policy: Policy, madeBy: string): Promise<boolean>;
  /** Writes the next revision when `revision` is still the newest; null when it is not. */
  change(
    id: PolicyId,
    revision: number,
    next: { name: string; constraints: PolicyConstraints },
    madeBy: string,
    at: Date,
  ): Promise<Policy | null>;
  /** Takes the policy out of force. False when it was. */
  remove(id: PolicyId, at: Date): Promise<boolean>;
}
