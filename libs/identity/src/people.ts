import { DomainError, newId } from '@gatehouse/kernel';
import type { Clock, DomainEvent, PersonId, UnitOfWork, VendorOrganisationId } from '@gatehouse/kernel';
import { factorFreshSecondsForIdentity, requireFreshFactor } from './fresh-factor.js';
import type { IdentityStores } from './identity-stores.js';
import { invitationLifeSeconds, newToken } from './invitation.js';
import {
  personAdded,
  personConfirmed,
  personInvited,
  personReinstated,
  personSuspended,
  roleGiven,
  roleTaken,
} from './people-events.js';
import {
  mayChangeRole,
  mayConfirm,
  mayInvite,
  mayReinstate,
  maySeePerson,
  maySuspend,
  refuseUnless,
} from './people-rules.js';
import type { PersonRecord, PersonState } from './person.js';
import { actorOf } from './principal.js';
import type { Principal } from './principal.js';
import type { RoleAssignment } from './roles.js';

export interface PersonToAdd {
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly vendorOrganisationId: VendorOrganisationId | null;
  /** Plant person who answers for a vendor person. Left out by a vendor manager: their own sponsor. */
  readonly sponsorId: PersonId | null;
  readonly timeZone: string;
  readonly roles: readonly RoleAssignment[];
}

/**
 * Administration of people. Someone the reader may not see is `not-found`; what they may not do is `forbidden`.
 * Everything that gives somebody more than before asks for a fresh factor; suspending does not.
 */
export class People {
  constructor(private readonly deps: { uow: UnitOfWork<IdentityStores>; clock: Clock }) {}

  async list(by: Principal): Promise<PersonRecord[]> {
    const people = await this.deps.uow.run((stores) => stores.people.list());
    return people.filter((person) => maySeePerson(by, person));
  }

  async find(by: Principal, id: PersonId): Promise<PersonRecord> {
    return visible(by, await this.deps.uow.run((stores) => stores.people.find(id)));
  }

  /** @throws DomainError `conflict` for a taken login, `invalid-input`, `forbidden`, `fresh-factor-required`. */
  async add(by: Principal, input: PersonToAdd): Promise<PersonRecord> {
    const now = this.deps.clock.now();
    requireFreshFactor(by, factorFreshSecondsForIdentity, now);
    return this.deps.uow.run(async (stores) => {
      const sponsorId = await findSponsor(by, input, stores);
      const id = newId('per');
      const person = {
        id,
        vendorOrganisation: input.vendorOrganisationId && { id: input.vendorOrganisationId, name: '' },
        sponsor: sponsorId && { id: sponsorId, displayName: '' },
      };
      for (const role of input.roles)
        refuseUnless(mayChangeRole(by, person, role), 'an administrator of the site');
      refuseUnless(mayAdd(by, input, sponsorId), 'an administrator of the plant');
      const { roles, ...rest } = input;
      if (!(await stores.people.add({ ...rest, id, sponsorId, createdAt: now })))
        throw new DomainError('conflict', 'This login is taken. Choose another one.');
      await stores.events.append(personAdded(actorOf(by), { id, ...rest }, now));
      for (const role of roles) {
        if (await stores.people.giveRole(id, role, now))
          await stores.events.append(roleGiven(actorOf(by), { id, ...rest }, role, now));
      }
      return found(await stores.people.find(id));
    });
  }

  /** Makes a link with which the person enrols; older links of theirs are void. The token is given out here only. */
  async invite(by: Principal, id: PersonId): Promise<{ token: string; expiresAt: Date }> {
    const now = this.deps.clock.now();
    requireFreshFactor(by, factorFreshSecondsForIdentity, now);
    return this.deps.uow.run(async (stores) => {
      const person = visible(by, await stores.people.findForUpdate(id));
      refuseUnless(mayInvite(by, person), 'their sponsor or an administrator of the plant');
      if (person.state !== 'invited')
        throw new DomainError('conflict', 'This person has enrolled already and needs no link.');
      const { token, hash } = newToken();
      const expiresAt = new Date(now.getTime() + invitationLifeSeconds * 1000);
      await stores.invitations.replace(
        { id: newId('inv'), personId: id, invitedBy: by.personId, createdAt: now, expiresAt },
        hash,
      );
      // Whoever opened an older link saw the secret; it must not become the factor.
      await stores.factors.dropWaitingSecret(id);
      await stores.events.append(personInvited(actorOf(by), person, expiresAt, now));
      return { token, expiresAt };
    });
  }

  /** The sponsor confirms that the enrolled person is who they should be; from now on they can sign in. */
  async confirm(by: Principal, id: PersonId): Promise<PersonRecord> {
    return this.change(by, id, {
      may: mayConfirm,
      whomToAsk: 'their sponsor',
      from: ['awaiting-confirmation'],
      to: 'active',
      fresh: true,
      event: personConfirmed,
    });
  }

  /** Ends the person's web sessions and whatever they have running, in the same transaction. */
  async suspend(by: Principal, id: PersonId): Promise<PersonRecord> {
    return this.change(by, id, {
      may: maySuspend,
      whomToAsk: 'an administrator of the plant',
      from: ['invited', 'awaiting-confirmation', 'active'],
      to: 'suspended',
      fresh: false,
      event: personSuspended,
    });
  }

  async reinstate(by: Principal, id: PersonId): Promise<PersonRecord> {
    return this.change(by, id, {
      may: mayReinstate,
      whomToAsk: 'their sponsor or an administrator of the plant',
      from: ['suspended'],
      to: 'active',
      fresh: true,
      event: personReinstated,
    });
  }

  async giveRole(by: Principal, id: PersonId, role: RoleAssignment): Promise<PersonRecord> {
    return this.changeRole(by, id, role, async (stores, person, now) => {
      if (!(await stores.people.giveRole(id, role, now)))
        throw new DomainError('conflict', 'This person holds the role already.');
      await stores.events.append(roleGiven(actorOf(by), person, role, now));
    });
  }

  async takeRole(by: Principal, id: PersonId, role: RoleAssignment): Promise<PersonRecord> {
    return this.changeRole(by, id, role, async (stores, person, now) => {
      if (!(await stores.people.takeRole(id, role)))
        throw new DomainError('conflict', 'This person does not hold the role.');
      if (role.role === 'vendor-user') await endSessionsOf(by, person, stores, now);
      await stores.events.append(roleTaken(actorOf(by), person, role, now));
    });
  }

  private async change(by: Principal, id: PersonId, change: StateChange): Promise<PersonRecord> {
    const now = this.deps.clock.now();
    if (change.fresh) requireFreshFactor(by, factorFreshSecondsForIdentity, now);
    return this.deps.uow.run(async (stores) => {
      const person = visible(by, await stores.people.findForUpdate(id));
      refuseUnless(change.may(by, person), change.whomToAsk);
      // Someone suspended before they enrolled has no password yet, so they start from their link again.
      const to = change.to === 'active' && person.passwordHash === null ? 'invited' : change.to;
      if (!(await stores.people.changeState(id, change.from, to)))
        throw new DomainError('conflict', `This person is ${person.state}. Look at the list again.`);
      if (to === 'suspended') await endEverythingOf(by, person, stores, now);
      await stores.events.append(change.event(actorOf(by), person, now));
      return found(await stores.people.find(id));
    });
  }

  private async changeRole(
    by: Principal,
    id: PersonId,
    role: RoleAssignment,
    write: (stores: IdentityStores, person: PersonRecord, now: Date) => Promise<void>,
  ): Promise<PersonRecord> {
    const now = this.deps.clock.now();
    requireFreshFactor(by, factorFreshSecondsForIdentity, now);
    return this.deps.uow.run(async (stores) => {
      const person = visible(by, await stores.people.findForUpdate(id));
      refuseUnless(mayChangeRole(by, person, role), 'an administrator of the site');
      await write(stores, person, now);
      return found(await stores.people.find(id));
    });
  }
}

interface StateChange {
  may: (by: Principal, person: PersonRecord) => boolean;
  whomToAsk: string;
  from: readonly PersonState[];
  to: PersonState;
  fresh: boolean;
  event: (actor: ReturnType<typeof actorOf>, person: PersonRecord, at: Date) => DomainEvent;
}

function visible(by: Principal, person: PersonRecord | null): PersonRecord {
  if (person === null || !maySeePerson(by, person))
    throw new DomainError('not-found', 'There is no such person in your list.');
  return person;
}

function found(person: PersonRecord | null): PersonRecord {
  if (person === null) throw new DomainError('not-found', 'There is no such person in your list.');
  return person;
}

async function endEverythingOf(
  by: Principal,
  person: PersonRecord,
  stores: IdentityStores,
  at: Date,
): Promise<void> {
  await stores.webSessions.endAllOf(person.id, at);
  await stores.invitations.voidOf(person.id, at);
  await endSessionsOf(by, person, stores, at);
}

/** Rights are not only checked at the door: what runs under a right that is taken away ends. */
async function endSessionsOf(
  by: Principal,
  person: PersonRecord,
  stores: IdentityStores,
  at: Date,
): Promise<void> {
  await stores.revocations.add({
    scope: 'person',
    scopeId: person.id,
    reason: 'revoked',
    text: null,
    madeBy: by.personId,
    at,
  });
}

/** Every vendor person has one sponsor: a person of the plant who approves or administers there. */
async function findSponsor(
  by: Principal,
  input: PersonToAdd,
  stores: IdentityStores,
): Promise<PersonId | null> {
  if (input.vendorOrganisationId === null) {
    if (input.sponsorId === null) return null;
    throw new DomainError('invalid-input', 'Only people of a vendor have a sponsor. Leave it out.');
  }
  const ownSponsor = async () => (await stores.people.find(by.personId))?.sponsor?.id ?? null;
  const sponsorId = input.sponsorId ?? (by.vendorOrganisationId === null ? by.personId : await ownSponsor());
  const sponsor = sponsorId && (await stores.people.find(sponsorId));
  const answers =
    sponsor?.mayHoldSession === true &&
    sponsor.vendorOrganisation === null &&
    sponsor.roles.some(({ role }) => role === 'approver' || role === 'administrator');
  if (!sponsor || !answers)
    throw new DomainError('invalid-input', 'Name a sponsor: an approver or administrator of the plant.');
  return sponsor.id;
}

function mayAdd(by: Principal, input: PersonToAdd, sponsorId: PersonId | null): boolean {
  if (by.roles.some(({ role }) => role === 'administrator')) return true;
  if (input.vendorOrganisationId === null) return false;
  if (by.roles.some(({ role }) => role === 'approver') && sponsorId === by.personId) return true;
  return (
    by.vendorOrganisationId === input.vendorOrganisationId &&
    by.roles.some(({ role }) => role === 'vendor-manager')
  );
}
