import type { Actor, DomainEvent, PersonId } from '@gatehouse/kernel';
import type { RoleAssignment } from './roles.js';

interface NamedLogin {
  readonly id: PersonId;
  readonly login: string;
  readonly displayName: string;
}

export function personAdded(actor: Actor, person: NamedLogin, at: Date): DomainEvent {
  return eventOf('person.added', actor, person, {}, at);
}

/** The link was made; the token is not in here. */
export function personInvited(actor: Actor, person: NamedLogin, expiresAt: Date, at: Date): DomainEvent {
  return eventOf('person.invited', actor, person, { expiresAt }, at);
}

/** The link was opened and the factor's secret shown. */
export function enrolmentOpened(actor: Actor, person: NamedLogin, at: Date): DomainEvent {
  return eventOf('enrolment.opened', actor, person, {}, at);
}

export function personEnrolled(actor: Actor, person: NamedLogin, state: string, at: Date): DomainEvent {
  return eventOf('person.enrolled', actor, person, { state }, at);
}

export function personConfirmed(actor: Actor, person: NamedLogin, at: Date): DomainEvent {
  return eventOf('person.confirmed', actor, person, {}, at);
}

export function personSuspended(actor: Actor, person: NamedLogin, at: Date): DomainEvent {
  return eventOf('person.suspended', actor, person, {}, at);
}

export function personReinstated(actor: Actor, person: NamedLogin, at: Date): DomainEvent {
  return eventOf('person.reinstated', actor, person, {}, at);
}

export function roleGiven(actor: Actor, person: NamedLogin, role: RoleAssignment, at: Date): DomainEvent {
  return {
    ...eventOf('role.given', actor, person, { role: role.role, site: role.siteId }, at),
    siteId: role.siteId,
  };
}

export function roleTaken(actor: Actor, person: NamedLogin, role: RoleAssignment, at: Date): DomainEvent {
  return {
    ...eventOf('role.taken', actor, person, { role: role.role, site: role.siteId }, at),
    siteId: role.siteId,
  };
}

/** Fingerprint only: it names the key and opens nothing. */
export function sshKeyAdded(actor: Actor, person: NamedLogin, fingerprint: string, at: Date): DomainEvent {
  return eventOf('ssh-key.added', actor, person, { fingerprint }, at);
}

export function sshKeyRemoved(actor: Actor, person: NamedLogin, fingerprint: string, at: Date): DomainEvent {
  return eventOf('ssh-key.removed', actor, person, { fingerprint }, at);
}

export function recoveryCodesReplaced(actor: Actor, person: NamedLogin, at: Date): DomainEvent {
  return eventOf('recovery-codes.replaced', actor, person, {}, at);
}

/** The first administrator was made with the one-time token of the first start. */
export function installationSetUp(actor: Actor, person: NamedLogin, at: Date): DomainEvent {
  return eventOf('installation.set-up', actor, person, {}, at);
}

function eventOf(
  kind: string,
  actor: Actor,
  person: NamedLogin,
  data: DomainEvent['data'],
  at: Date,
): DomainEvent {
  return {
    kind,
    at,
    actor,
    siteId: null,
    subjects: { person: person.id },
    data: { login: person.login, displayName: person.displayName, ...data },
  };
}
