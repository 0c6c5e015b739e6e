import type { Actor, PersonId, SiteId, VendorOrganisationId } from '@gatehouse/kernel';
import type { RoleAssignment } from './roles.js';

/** The signed-in person an operation acts for. Made by the sign-in door only; a value, never read from a body. */
export interface Principal {
  readonly personId: PersonId;
  readonly login: string;
  readonly displayName: string;
  readonly vendorOrganisationId: VendorOrganisationId | null;
  readonly roles: readonly RoleAssignment[];
  /** When a second factor was last given in this web session or connection; null when it was not. */
  readonly factorAt: Date | null;
  /** Address of the socket. */
  readonly source: string;
}

/** The actor an audit entry names for this person. */
export function actorOf(principal: Principal): Actor {
  return { kind: 'person', id: principal.personId, name: principal.displayName, source: principal.source };
}

/** True when the person has the role at this site, or at every site. */
export function hasRole(
  principal: Pick<Principal, 'roles'>,
  role: RoleAssignment['role'],
  siteId: SiteId,
): boolean {
  return principal.roles.some(
    (held) => held.role === role && (held.siteId === null || held.siteId === siteId),
  );
}

/** The sites where the person has one of the roles: a list, or `all` when one of them is not bound to a site. */
export function sitesWithRole(
  principal: Pick<Principal, 'roles'>,
  roles: readonly RoleAssignment['role'][],
): 'all' | SiteId[] {
  const held = principal.roles.filter((assignment) => roles.includes(assignment.role));
  if (held.some((assignment) => assignment.siteId === null)) return 'all';
  return [...new Set(held.map((assignment) => assignment.siteId as SiteId))];
}
