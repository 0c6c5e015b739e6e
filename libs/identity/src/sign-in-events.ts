import type { Actor, DomainEvent, PersonId } from '@gatehouse/kernel';
import type { AttemptKind, AttemptStep } from './attempt-limits.js';

export interface NamedPerson {
  readonly id: PersonId;
  readonly displayName: string;
}

export function actorOfPerson(person: NamedPerson, source: string): Actor {
  return { kind: 'person', id: person.id, name: person.displayName, source };
}

/** Both factors were given; `by` is the second one. */
export function signInSucceeded(actor: Actor, by: AttemptStep, at: Date): DomainEvent {
  return eventOf('sign-in.succeeded', actor, { by }, at);
}

/** What was given at the SSH door. */
export interface SshSignIn {
  readonly first: 'password' | SshSignInKey;
  readonly second: 'code' | 'confirmation';
}

export interface SshSignInKey {
  readonly keyType: string;
  readonly fingerprint: string;
  /** Whether a security key asked for a PIN or a finger; null for a key in a file. */
  readonly userVerified: boolean | null;
}

/** Both factors were given by ssh. */
export function sshSignInSucceeded(actor: Actor, { first, second }: SshSignIn, at: Date): DomainEvent {
  const key = first === 'password' ? {} : { key: first };
  const data = { by: second, door: 'ssh', first: first === 'password' ? first : 'key', ...key };
  return eventOf('sign-in.succeeded', actor, data, at);
}

/** @param person null when nobody has the name; the typed name stays out, for it may be a mistyped password. */
export function signInFailed(
  person: NamedPerson | null,
  attempt: { source: string; step: AttemptStep },
  at: Date,
): DomainEvent {
  return eventOf('sign-in.failed', actorOfAttempt(person, attempt.source), { step: attempt.step }, at);
}

/** Raises an alarm: a person or a source had too many failures and is refused for a while. */
export function signInLocked(
  person: NamedPerson | null,
  attempt: { source: string; step: AttemptStep },
  kind: AttemptKind,
  at: Date,
): DomainEvent {
  const data = { step: attempt.step, locked: kind, alarm: true };
  return eventOf('sign-in.locked', actorOfAttempt(person, attempt.source), data, at);
}

/** A right code was given a second time, or after a newer one: somebody may have seen it. */
export function codeReplayed(actor: Actor, at: Date): DomainEvent {
  return eventOf('mfa.replay', actor, {}, at);
}

export function steppedUp(actor: Actor, at: Date): DomainEvent {
  return eventOf('mfa.stepped-up', actor, {}, at);
}

export function signedOut(actor: Actor, at: Date): DomainEvent {
  return eventOf('sign-out', actor, {}, at);
}

function actorOfAttempt(person: NamedPerson | null, source: string): Actor {
  return person ? actorOfPerson(person, source) : { kind: 'anonymous', source };
}

function eventOf(kind: string, actor: Actor, data: DomainEvent['data'], at: Date): DomainEvent {
  const subjects: Record<string, string> = actor.id === undefined ? {} : { person: actor.id };
  return { kind, at, actor, siteId: null, subjects, data };
}
