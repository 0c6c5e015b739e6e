import { DomainError } from '@gatehouse/kernel';
import type { PersonId } from '@gatehouse/kernel';
import { failAttempt, giveBackAttempt, reserveAttempt } from './attempt-limits.js';
import type { AttemptStep } from './attempt-limits.js';
import type { IdentityStores } from './identity-stores.js';
import { tokenHash } from './invitation.js';
import type { Invitation } from './invitation.js';
import { enrolmentOpened, personEnrolled } from './people-events.js';
import type { PersonRecord } from './person.js';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import type { SignInDeps } from './sign-in-door.js';
import { actorOfPerson, signInFailed, signInLocked } from './sign-in-events.js';
import { findTotpStep, newTotpSecret, openTotpSecret, sealTotpSecret, totpUri } from './totp.js';

export interface OpenEnrolment {
  readonly person: PersonRecord;
  readonly totpSecret: string;
  readonly totpUri: string;
  readonly expiresAt: Date;
}

export interface CompletedEnrolment {
  readonly person: PersonRecord;
  readonly state: 'awaiting-confirmation' | 'active';
  /** Shown once. */
  readonly recoveryCodes: string[];
}

/**
 * What an invited person does alone with their link: see who they are, take the secret into an authenticator, give
 * a password and a first code. The link works once; people of a vendor then wait for their sponsor.
 */
export class Enrolment {
  constructor(private readonly deps: SignInDeps) {}

  /** Opening the same link again shows the same secret, so that a phone may reload the page. */
  async open(token: string, source: string): Promise<OpenEnrolment> {
    const now = this.deps.clock.now();
    return this.deps.uow.run(async (stores) => {
      const { invitation, person } = await findInvited(stores, token, now);
      const secret = await this.secretFor(stores, person.id, now);
      await stores.events.append(enrolmentOpened(actorOfPerson(person, source), person, now));
      return {
        person,
        totpSecret: secret,
        totpUri: totpUri(person.login, secret),
        expiresAt: invitation.expiresAt,
      };
    });
  }

  /** @throws DomainError `invitation-invalid`, `invalid-input` for a wrong code, `too-many-attempts`. */
  async complete(
    input: { token: string; password: string; code: string; timeZone: string | null },
    source: string,
  ): Promise<CompletedEnrolment> {
    const { person, sealed } = await this.deps.uow.run(async (stores) => {
      const invited = await findInvited(stores, input.token, this.deps.clock.now());
      return { ...invited, sealed: await stores.factors.waitingSecret(invited.person.id) };
    });
    if (sealed === null) throw new DomainError('conflict', 'Open the link again and scan the new secret.');
    const step = await this.judgeCode(person, sealed, input.code, source);
    const passwordHash = await this.deps.hasher.hash(input.password);
    const now = this.deps.clock.now();
    const recoveryCodes = newRecoveryCodes();
    const state = person.vendorOrganisation === null ? 'active' : 'awaiting-confirmation';
    await this.deps.uow.run(async ({ people, factors, invitations, events }) => {
      const spent = await invitations.spend(tokenHash(input.token), now);
      const enrolled = spent !== null && (await people.changeState(person.id, ['invited'], state));
      if (!enrolled || !(await factors.confirmSecret(person.id, now))) throw linkNotValid();
      if (!(await factors.spendStep(person.id, step, now))) throw wrongCode();
      await people.setPasswordHash(person.id, passwordHash);
      if (input.timeZone !== null) await people.setTimeZone(person.id, input.timeZone);
      const hashes = recoveryCodes.map((code) => hashRecoveryCode(person.id, code));
      await factors.replaceRecoveryCodes(person.id, hashes, now);
      await events.append(personEnrolled(actorOfPerson(person, source), person, state, now));
    });
    return { person, state, recoveryCodes };
  }

  private async secretFor(stores: IdentityStores, personId: PersonId, now: Date): Promise<string> {
    const box = this.deps.secretBox;
    await stores.factors.addWaitingSecret(personId, sealTotpSecret(box, personId, newTotpSecret()), now);
    const sealed = await stores.factors.waitingSecret(personId);
    if (sealed === null) throw linkNotValid();
    return openTotpSecret(box, personId, sealed);
  }

  /** Wrong codes count against the person and the source, as they do when signing in. */
  private async judgeCode(
    person: PersonRecord,
    sealed: Buffer,
    code: string,
    source: string,
  ): Promise<number> {
    const attempt = { subject: person.id, source, step: 'code' as AttemptStep };
    const now = this.deps.clock.now();
    const { uow, limits, secretBox } = this.deps;
    if (!(await uow.run(({ attempts }) => reserveAttempt(attempts, limits, attempt, now))))
      throw new DomainError('too-many-attempts', 'Too many wrong codes. Wait 15 minutes, then try again.');
    const step = findTotpStep(openTotpSecret(secretBox, person.id, sealed), code, now);
    await uow.run(async ({ attempts, events }) => {
      if (step !== null) return giveBackAttempt(attempts, attempt);
      await events.append(signInFailed(person, attempt, now));
      for (const kind of await failAttempt(attempts, limits, attempt, now))
        await events.append(signInLocked(person, attempt, kind, now));
    });
    if (step === null) throw wrongCode();
    return step;
  }
}

async function findInvited(
  stores: IdentityStores,
  token: string,
  now: Date,
): Promise<{ invitation: Invitation; person: PersonRecord }> {
  const invitation = await stores.invitations.findOpen(tokenHash(token), now);
  const person = invitation && (await stores.people.find(invitation.personId));
  if (!invitation || person?.state !== 'invited') throw linkNotValid();
  return { invitation, person };
}

function linkNotValid(): DomainError {
  return new DomainError(
    'invitation-invalid',
    'This link was used, replaced or is older than a day. Ask your sponsor for a new one.',
  );
}

function wrongCode(): DomainError {
  return new DomainError('invalid-input', 'This code was not accepted. Wait for the next one and type it.', [
    { field: 'code', message: 'was not accepted' },
  ]);
}
