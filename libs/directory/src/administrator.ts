import { DomainError } from '@gatehouse/kernel';
import type { Actor, PersonId, SiteId } from '@gatehouse/kernel';

/** Somebody who changes the directory, with the sites where they may. */
export interface Administrator {
  readonly personId: PersonId;
  readonly actor: Actor;
  readonly sites: 'all' | readonly SiteId[];
}

export function mayChange(by: Administrator, siteId: SiteId): boolean {
  return by.sites === 'all' || by.sites.includes(siteId);
}

/** The same answer for what does not exist and for what belongs to another site. */
export function noSuch(what: string): DomainError {
  return new DomainError('not-found', `There is no such ${what}. Look at the list again.`);
}

export function taken(field: string, message: string): DomainError {
  return new DomainError('conflict', message, [{ field, message }]);
}

export function invalid(field: string, message: string): DomainError {
  return new DomainError('invalid-input', message, [{ field, message }]);
}
