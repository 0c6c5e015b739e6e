import type { SiteId } from '@gatehouse/kernel';

export const roles = ['vendor-user', 'vendor-manager', 'approver', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** A role at one site, or at all of them when `siteId` is null. */
export interface RoleAssignment {
  readonly role: Role;
  readonly siteId: SiteId | null;
}
