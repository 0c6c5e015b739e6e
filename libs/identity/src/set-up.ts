import { DomainError, newId } from '@gatehouse/kernel';
import type { Clock, UnitOfWork } from '@gatehouse/kernel';
import type { IdentityStores } from './identity-stores.js';
import { invitationLifeSeconds, newToken, tokenHash } from './invitation.js';
import { installationSetUp, roleGiven } from './people-events.js';
import { actorOfPerson } from './sign-in-events.js';

type Deps = { uow: UnitOfWork<IdentityStores>; clock: Clock };

/**
 * A new one-time set-up token for the console of an installation where nobody has enrolled yet; an older one is
 * void. Null once somebody has enrolled.
 */
export async function issueSetupToken(deps: Deps): Promise<string | null> {
  return deps.uow.run(async ({ people, setupTokens }) => {
    if (await people.anyoneEnrolled()) return null;
    const { token, hash } = newToken();
    await setupTokens.replace(hash, deps.clock.now());
    return token;
  });
}

/**
 * Makes the first administrator, of every site, and a link to enrol with. When the first attempt was never
 * finished, a later token starts it again and voids the link of the earlier one.
 * @throws DomainError `already-set-up`, `invitation-invalid` for a wrong token.
 */
export async function setUp(
  deps: Deps,
  input: { token: string; login: string; displayName: string },
  source: string,
): Promise<{ enrolmentToken: string }> {
  const now = deps.clock.now();
  return deps.uow.run(async ({ people, factors, invitations, setupTokens, events }) => {
    if (!(await setupTokens.spend(tokenHash(input.token), now)))
      throw (await people.anyoneEnrolled()) ? alreadySetUp() : tokenNotValid();
    if (await people.anyoneEnrolled()) throw alreadySetUp();
    await invitations.voidAll(now);
    const existing = await people.findByLogin(input.login);
    const person = {
      id: existing?.id ?? newId('per'),
      login: input.login,
      displayName: input.displayName,
      email: null,
      vendorOrganisationId: null,
      sponsorId: null,
      timeZone: 'UTC',
      createdAt: now,
    };
    if (existing) {
      await people.rename(person.id, person.displayName);
      await factors.dropWaitingSecret(person.id);
    } else if (!(await people.add(person))) throw tokenNotValid();
    const actor = actorOfPerson(person, source);
    const role = { role: 'administrator', siteId: null } as const;
    await events.append(installationSetUp(actor, person, now));
    if (await people.giveRole(person.id, role, now)) await events.append(roleGiven(actor, person, role, now));
    const { token, hash } = newToken();
    const expiresAt = new Date(now.getTime() + invitationLifeSeconds * 1000);
    await invitations.replace(
      { id: newId('inv'), personId: person.id, invitedBy: person.id, createdAt: now, expiresAt },
      hash,
    );
    return { enrolmentToken: token };
  });
}

function alreadySetUp(): DomainError {
  return new DomainError('already-set-up', 'This gateway has its first administrator. Ask them for a link.');
}

function tokenNotValid(): DomainError {
  return new DomainError(
    'invitation-invalid',
    'This token was used or replaced. Start the gateway again and use the token it prints.',
  );
}
