import type { PersonId, VendorOrganisationId } from '@gatehouse/kernel';
import type { RoleAssignment } from './roles.js';

export type PersonState = 'invited' | 'awaiting-confirmation' | 'active' | 'suspended';

/** A person as the operations of this lib see them, with what decides whether they may sign in. */
export interface PersonRecord {
  readonly id: PersonId;
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly state: PersonState;
  readonly timeZone: string;
  readonly passwordHash: string | null;
  /** Null for people of the plant. */
  readonly vendorOrganisation: { readonly id: VendorOrganisationId; readonly name: string } | null;
  readonly sponsor: { readonly id: PersonId; readonly displayName: string } | null;
  readonly roles: readonly RoleAssignment[];
  readonly createdAt: Date;
  /** Active, and the vendor organisation, if any, is not suspended. */
  readonly mayHoldSession: boolean;
}

/** What is known when a person is added. They have no password and no factor yet. */
export interface NewPerson {
  readonly id: PersonId;
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly vendorOrganisationId: VendorOrganisationId | null;
  readonly sponsorId: PersonId | null;
  readonly timeZone: string;
  readonly createdAt: Date;
}

/** People and their roles. Every write is one conditional statement; false or null means that it did not apply. */
export interface PersonStore {
  find(id: PersonId): Promise<PersonRecord | null>;
  findByLogin(login: string): Promise<PersonRecord | null>;
  /** Holds the person against other writers until the transaction ends. */
  findForUpdate(id: PersonId): Promise<PersonRecord | null>;
  /** Everyone, by name. The caller leaves out whom the reader may not see. */
  list(): Promise<PersonRecord[]>;
  /** True when anybody at all has finished enrolling. */
  anyoneEnrolled(): Promise<boolean>;
  /** False when the login is taken. */
  add(person: NewPerson): Promise<boolean>;
  /** Moves the person from one of the states to another; false when they are in none of them. */
  changeState(id: PersonId, from: readonly PersonState[], to: PersonState): Promise<boolean>;
  setPasswordHash(id: PersonId, hash: string): Promise<void>;
  rename(id: PersonId, displayName: string): Promise<void>;
  setTimeZone(id: PersonId, timeZone: string): Promise<void>;
  /** False when the person holds the role already. */
  giveRole(id: PersonId, assignment: RoleAssignment, at: Date): Promise<boolean>;
  /** False when the person does not hold the role. */
  takeRole(id: PersonId, assignment: RoleAssignment): Promise<boolean>;
}
