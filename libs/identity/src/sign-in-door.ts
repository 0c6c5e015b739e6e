import type { Clock, PersonId, SecretBox, UnitOfWork } from '@gatehouse/kernel';
import { failAttempt, giveBackAttempt, reserveAttempt } from './attempt-limits.js';
import type { AttemptRules, AttemptStep } from './attempt-limits.js';
import type { IdentityStores } from './identity-stores.js';
import type { PasswordHasher } from './password-hasher.js';
import type { PersonRecord } from './person.js';
import { actorOf } from './principal.js';
import type { Principal } from './principal.js';
import { hashRecoveryCode } from './recovery-codes.js';
import { findTotpStep, openTotpSecret } from './totp.js';
import {
  actorOfPerson,
  codeReplayed,
  signInFailed,
  signInLocked,
  sshSignInSucceeded,
} from './sign-in-events.js';
import type { SshSignIn } from './sign-in-events.js';

/** Why a password was not accepted. `refused` says nothing about whether the name, the password or the state was wrong. */
export type PasswordRefusal = 'refused' | 'locked';
export type PasswordOutcome = { ok: true; personId: PersonId } | { ok: false; reason: PasswordRefusal };

/** `replay`: the code was right and had been used. Tell the person the same as for `wrong`. */
export type CodeRefusal = 'locked' | 'wrong' | 'replay';
export type CodeOutcome = { ok: true; factorAt: Date } | { ok: false; reason: CodeRefusal };

/** What the operations of signing in work with. */
export interface SignInDeps {
  readonly uow: UnitOfWork<IdentityStores>;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly hasher: PasswordHasher;
  readonly limits: AttemptRules;
}

/**
 * The one place that judges passwords, registered keys and codes, for the web and for native SSH alike. Attempts
 * are counted before they are judged, by person and by source, so that guesses in parallel cannot exceed a limit.
 * Unknown, suspended and not yet confirmed people are answered like a wrong password, in the same time.
 */
export class SignInDoor {
  constructor(private readonly deps: SignInDeps) {}

  /** @param source address of the socket. A right password alone opens nothing; a code must follow. */
  async password(login: string, password: string, source: string): Promise<PasswordOutcome> {
    const name = login.trim().toLowerCase();
    const person = await this.deps.uow.run(({ people }) => people.findByLogin(name));
    const attempt = { subject: person?.id ?? `login:${name}`, source, step: 'password' as AttemptStep };
    if (!(await this.reserve(attempt))) return { ok: false, reason: 'locked' };
    const hash = person?.mayHoldSession === true ? person.passwordHash : null;
    const right = await this.deps.hasher.verify(hash, password);
    if (!right || person === null) return this.fail(attempt, person, 'refused');
    await this.deps.uow.run(({ attempts }) => giveBackAttempt(attempts, attempt));
    return { ok: true, personId: person.id };
  }

  /**
   * The person who registered this key under this login, or null: for an unknown login, a key of somebody else
   * and a person who may not sign in alike. The caller proves possession of the key; a code must follow.
   * @param keyBlob the key in its wire form (RFC 4253 section 6.6).
   */
  async publicKey(
    login: string,
    keyBlob: Buffer,
  ): Promise<{ personId: PersonId; displayName: string } | null> {
    const person = await this.deps.uow.run(async ({ people, sshKeys }) => {
      const owner = await sshKeys.ownerOf(keyBlob);
      const named = await people.findByLogin(login.trim().toLowerCase());
      return named !== null && named.id === owner ? named : null;
    });
    return person?.mayHoldSession === true ? { personId: person.id, displayName: person.displayName } : null;
  }

  /**
   * Spends a six-digit code of the person's authenticator. It works once, whoever asks and however many at once,
   * and no code older than the last used one works.
   */
  async code(personId: PersonId, code: string, source: string): Promise<CodeOutcome> {
    const attempt = { subject: personId, source, step: 'code' as AttemptStep };
    if (!(await this.reserve(attempt))) return { ok: false, reason: 'locked' };
    const { person, sealed } = await this.deps.uow.run(async ({ people, factors }) => ({
      person: await people.find(personId),
      sealed: await factors.confirmedSecret(personId),
    }));
    if (person?.mayHoldSession !== true || sealed === null) return this.fail(attempt, person, 'wrong');
    const now = this.deps.clock.now();
    const step = findTotpStep(openTotpSecret(this.deps.secretBox, personId, sealed), code, now);
    if (step === null) return this.fail(attempt, person, 'wrong');
    const spent = await this.deps.uow.run(async ({ factors, attempts, events }) => {
      const first = await factors.spendStep(personId, step, now);
      await giveBackAttempt(attempts, attempt);
      if (!first) await events.append(codeReplayed(actorOfPerson(person, source), now));
      return first;
    });
    return spent ? { ok: true, factorAt: now } : { ok: false, reason: 'replay' };
  }

  /** Spends one of the person's recovery codes in place of a code. Same limits, same answers. */
  async recoveryCode(personId: PersonId, recoveryCode: string, source: string): Promise<CodeOutcome> {
    const attempt = { subject: personId, source, step: 'recovery-code' as AttemptStep };
    if (!(await this.reserve(attempt))) return { ok: false, reason: 'locked' };
    const person = await this.deps.uow.run(({ people }) => people.find(personId));
    if (person?.mayHoldSession !== true) return this.fail(attempt, person, 'wrong');
    const now = this.deps.clock.now();
    const spent = await this.deps.uow.run(async ({ factors, attempts }) => {
      const first = await factors.spendRecoveryCode(personId, hashRecoveryCode(personId, recoveryCode), now);
      if (first) await giveBackAttempt(attempts, attempt);
      return first;
    });
    return spent ? { ok: true, factorAt: now } : this.fail(attempt, person, 'wrong');
  }

  /** Who the person is now, with their roles as they stand; null when they may not act any more. */
  async principalOf(personId: PersonId, factorAt: Date | null, source: string): Promise<Principal | null> {
    const person = await this.deps.uow.run(({ people }) => people.find(personId));
    return person?.mayHoldSession === true ? principalFrom(person, factorAt, source) : null;
  }

  /** Writes down that the person came in by ssh, and with what. Nobody is in before this is written. */
  async cameInBySsh(principal: Principal, signIn: SshSignIn): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.uow.run(({ events }) =>
      events.append(sshSignInSucceeded(actorOf(principal), signIn, now)),
    );
  }

  private reserve(attempt: Attempt): Promise<boolean> {
    return this.deps.uow.run(({ attempts }) =>
      reserveAttempt(attempts, this.deps.limits, attempt, this.deps.clock.now()),
    );
  }

  private async fail<Reason extends PasswordRefusal | CodeRefusal>(
    attempt: Attempt,
    person: PersonRecord | null,
    reason: Reason,
  ): Promise<{ ok: false; reason: Reason }> {
    const now = this.deps.clock.now();
    await this.deps.uow.run(async ({ attempts, events }) => {
      const locked = await failAttempt(attempts, this.deps.limits, attempt, now);
      await events.append(signInFailed(person, attempt, now));
      for (const kind of locked) await events.append(signInLocked(person, attempt, kind, now));
    });
    return { ok: false, reason };
  }
}

interface Attempt {
  readonly subject: string;
  readonly source: string;
  readonly step: AttemptStep;
}

/** Invariant: only for a person who may hold a session. */
export function principalFrom(person: PersonRecord, factorAt: Date | null, source: string): Principal {
  return {
    personId: person.id,
    login: person.login,
    displayName: person.displayName,
    vendorOrganisationId: person.vendorOrganisation?.id ?? null,
    roles: person.roles,
    factorAt,
    source,
  };
}
