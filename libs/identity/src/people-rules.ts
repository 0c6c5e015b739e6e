import { DomainError } from '@gatehouse/kernel';
import { hasRole, sitesWithRole } from './principal.js';
import type { Principal } from './principal.js';
import type { PersonRecord } from './person.js';
import type { Role, RoleAssignment } from './roles.js';

type Manager = Pick<Principal, 'personId' | 'roles' | 'vendorOrganisationId'>;

const vendorRoles: readonly Role[] = ['vendor-user', 'vendor-manager'];

/** Vendor people hold vendor roles only, people of the plant none of them. */
export function roleFits(isVendorPerson: boolean, role: Role): boolean {
  return vendorRoles.includes(role) === isVendorPerson;
}

/**
 * Who may give or take a role: an administrator of the site (of every site, for a role at every site); for
 * `vendor-user` also an approver of the site for people they sponsor, and a vendor manager of the site for people
 * of their own organisation. Nobody changes their own roles.
 */
export function mayChangeRole(
  by: Manager,
  person: Pick<PersonRecord, 'id' | 'vendorOrganisation' | 'sponsor'>,
  { role, siteId }: RoleAssignment,
): boolean {
  if (by.personId === person.id || !roleFits(person.vendorOrganisation !== null, role)) return false;
  if (siteId === null) return isAdministratorEverywhere(by);
  if (hasRole(by, 'administrator', siteId)) return true;
  if (role !== 'vendor-user') return false;
  if (isSponsor(by, person)) return hasRole(by, 'approver', siteId);
  return isManagerOf(by, person) && hasRole(by, 'vendor-manager', siteId);
}

/** Whom a person sees in the list: everyone, those at their sites, those they sponsor, or their own firm's people. */
export function maySeePerson(by: Manager, person: PersonRecord): boolean {
  if (by.personId === person.id || isSponsor(by, person) || isManagerOf(by, person)) return true;
  const isVendor = person.vendorOrganisation !== null;
  const asAdministrator = sitesWithRole(by, ['administrator']);
  if (asAdministrator === 'all') return true;
  if (asAdministrator.length > 0 && (person.roles.length === 0 || touches(asAdministrator, person)))
    return true;
  const asApprover = sitesWithRole(by, ['approver']);
  return isVendor && (asApprover === 'all' || touches(asApprover, person));
}

/** Who may invite somebody who has not enrolled: an administrator over all their roles, sponsor, vendor manager. */
export function mayInvite(by: Manager, person: PersonRecord): boolean {
  return isAdministratorOver(by, person) || isSponsor(by, person) || isManagerOf(by, person);
}

/** Who may say that an enrolled vendor person is who they claim: never their own firm. */
export function mayConfirm(by: Manager, person: PersonRecord): boolean {
  return by.personId !== person.id && (isAdministratorOver(by, person) || isSponsor(by, person));
}

/** Stopping is nearer than starting: an administrator of any one of their sites is enough. */
export function maySuspend(by: Manager, person: PersonRecord): boolean {
  if (by.personId === person.id) return false;
  if (isAdministratorOver(by, person) || isSponsor(by, person) || isManagerOf(by, person)) return true;
  const sites = sitesWithRole(by, ['administrator']);
  return !isEverywhere(person) && (sites === 'all' || touches(sites, person));
}

export function mayReinstate(by: Manager, person: PersonRecord): boolean {
  return mayConfirm(by, person);
}

/** @throws DomainError `forbidden` that says whom to ask. */
export function refuseUnless(allowed: boolean, whomToAsk: string): void {
  if (!allowed) throw new DomainError('forbidden', `You may not do this. Ask ${whomToAsk}.`);
}

export function isAdministratorEverywhere(by: Pick<Manager, 'roles'>): boolean {
  return by.roles.some((held) => held.role === 'administrator' && held.siteId === null);
}

function isAdministratorOver(by: Manager, person: Pick<PersonRecord, 'roles'>): boolean {
  const sites = sitesWithRole(by, ['administrator']);
  if (sites === 'all') return true;
  return sites.length > 0 && person.roles.every(({ siteId }) => siteId !== null && sites.includes(siteId));
}

function isSponsor(by: Manager, person: Pick<PersonRecord, 'sponsor'>): boolean {
  const answers = by.roles.some(({ role }) => role === 'approver' || role === 'administrator');
  return answers && person.sponsor?.id === by.personId;
}

function isManagerOf(by: Manager, person: Pick<PersonRecord, 'vendorOrganisation'>): boolean {
  return (
    by.vendorOrganisationId !== null &&
    person.vendorOrganisation?.id === by.vendorOrganisationId &&
    by.roles.some(({ role }) => role === 'vendor-manager')
  );
}

function isEverywhere(person: Pick<PersonRecord, 'roles'>): boolean {
  return person.roles.some(({ siteId }) => siteId === null);
}

function touches(sites: readonly string[], person: Pick<PersonRecord, 'roles'>): boolean {
  return person.roles.some(({ siteId }) => siteId !== null && sites.includes(siteId));
}
