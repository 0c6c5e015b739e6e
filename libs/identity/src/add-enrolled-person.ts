import { DomainError, newId } from '@gatehouse/kernel';
import type { PersonId } from '@gatehouse/kernel';
import { personAdded, personEnrolled, roleGiven } from './people-events.js';
import { roleFits } from './people-rules.js';
import type { PersonToAdd } from './people.js';
import { hashRecoveryCode } from './recovery-codes.js';
import type { SignInDeps } from './sign-in-door.js';
import { sealTotpSecret } from './totp.js';

/**
 * Adds a person who can sign in at once, with a password, secret and recovery codes the caller knows. For the
 * demo plant and for tests; no route reaches it.
 */
export async function addEnrolledPerson(
  deps: Pick<SignInDeps, 'uow' | 'clock' | 'secretBox' | 'hasher'>,
  input: PersonToAdd & { password: string; totpSecret: string; recoveryCodes?: readonly string[] },
): Promise<PersonId> {
  const now = deps.clock.now();
  const id = newId('per');
  const { password, totpSecret, recoveryCodes = [], roles, ...person } = input;
  if (!roles.every(({ role }) => roleFits(person.vendorOrganisationId !== null, role)))
    throw new DomainError(
      'invalid-input',
      'Vendor people hold vendor roles only, plant people none of them.',
    );
  const passwordHash = await deps.hasher.hash(password);
  const system = { kind: 'system' } as const;
  await deps.uow.run(async ({ people, factors, events }) => {
    if (!(await people.add({ ...person, id, createdAt: now })))
      throw new DomainError('conflict', 'This login is taken. Choose another one.');
    await people.setPasswordHash(id, passwordHash);
    await people.changeState(id, ['invited'], 'active');
    await factors.addWaitingSecret(id, sealTotpSecret(deps.secretBox, id, totpSecret), now);
    await factors.confirmSecret(id, now);
    await factors.replaceRecoveryCodes(
      id,
      recoveryCodes.map((code) => hashRecoveryCode(id, code)),
      now,
    );
    await events.append(personAdded(system, { id, ...person }, now));
    for (const role of roles) {
      await people.giveRole(id, role, now);
      await events.append(roleGiven(system, { id, ...person }, role, now));
    }
    await events.append(personEnrolled(system, { id, ...person }, 'active', now));
  });
  return id;
}
