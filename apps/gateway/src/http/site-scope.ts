import type { Administrator } from '@gatehouse/directory';
import { actorOf, sitesWithRole } from '@gatehouse/identity';
import type { Principal, Role } from '@gatehouse/identity';
import type { SiteId } from '@gatehouse/kernel';
import type { RequestViewer } from '@gatehouse/persistence';

/** People of the plant, whose roles let them see what others do at their sites. */
export const plantRoles = ['approver', 'auditor', 'administrator'] as const satisfies readonly Role[];

/** Who may watch a session of their site while it runs. */
export const watchRoles = plantRoles;

/** The person with the sites where one of the roles is theirs. */
export function actingAt(principal: Principal, roles: readonly Role[]): Administrator {
  return {
    personId: principal.personId,
    actor: actorOf(principal),
    sites: plantSites(principal, roles),
  };
}

/** What of requests and grants this person may see: their own, their sites', their firm's. */
export function viewerOf(principal: Principal): RequestViewer {
  const isManager = principal.roles.some((held) => held.role === 'vendor-manager');
  return {
    personId: principal.personId,
    sites: plantSites(principal, plantRoles),
    reviews: plantSites(principal, ['approver']),
    organisationId: isManager ? principal.vendorOrganisationId : null,
  };
}

/** A plant role on a person of a vendor gives nothing: vendor people never look over the plant's shoulder. */
export function plantSites(principal: Principal, roles: readonly Role[]): 'all' | SiteId[] {
  return principal.vendorOrganisationId === null ? sitesWithRole(principal, roles) : [];
}
