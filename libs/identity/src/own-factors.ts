import { DomainError, newId } from '@gatehouse/kernel';
import type { Clock, SshKeyId, UnitOfWork } from '@gatehouse/kernel';
import { factorFreshSecondsForIdentity, requireFreshFactor } from './fresh-factor.js';
import type { IdentityStores } from './identity-stores.js';
import { recoveryCodesReplaced, sshKeyAdded, sshKeyRemoved } from './people-events.js';
import { actorOf } from './principal.js';
import type { Principal } from './principal.js';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import { parseAuthorizedKey } from './parse-authorized-key.js';
import type { SshPublicKey } from './ssh-public-key.js';

/** What a signed-in person does with their own keys and codes. */
export class OwnFactors {
  constructor(private readonly deps: { uow: UnitOfWork<IdentityStores>; clock: Clock }) {}

  async listSshKeys(by: Principal): Promise<SshPublicKey[]> {
    return this.deps.uow.run(({ sshKeys }) => sshKeys.list(by.personId));
  }

  /** @param line one line of an authorized_keys file. @throws DomainError `invalid-input`, `conflict`, `fresh-factor-required`. */
  async addSshKey(by: Principal, line: string): Promise<SshPublicKey> {
    const now = this.deps.clock.now();
    requireFreshFactor(by, factorFreshSecondsForIdentity, now);
    const key = { ...parseAuthorizedKey(line), id: newId('key'), personId: by.personId, createdAt: now };
    return this.deps.uow.run(async ({ sshKeys, events }) => {
      if ((await sshKeys.list(by.personId)).length >= 20)
        throw new DomainError('conflict', 'You have 20 keys. Remove one you no longer use first.');
      if (!(await sshKeys.add(key)))
        throw new DomainError('conflict', 'This key is registered already. Make a key of your own.');
      await events.append(sshKeyAdded(actorOf(by), personIn(by), key.fingerprint, now));
      return key;
    });
  }

  async removeSshKey(by: Principal, id: SshKeyId): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.uow.run(async ({ sshKeys, events }) => {
      const key = (await sshKeys.list(by.personId)).find((own) => own.id === id);
      if (!key || !(await sshKeys.remove(id, by.personId, now)))
        throw new DomainError('not-found', 'You have no such key. Look at the list again.');
      await events.append(sshKeyRemoved(actorOf(by), personIn(by), key.fingerprint, now));
    });
  }

  async countRecoveryCodes(by: Principal): Promise<number> {
    return this.deps.uow.run(({ factors }) => factors.countRecoveryCodes(by.personId));
  }

  /** Ten new recovery codes, shown once, in place of all earlier ones. */
  async replaceRecoveryCodes(by: Principal): Promise<string[]> {
    const now = this.deps.clock.now();
    requireFreshFactor(by, factorFreshSecondsForIdentity, now);
    const codes = newRecoveryCodes();
    const hashes = codes.map((code) => hashRecoveryCode(by.personId, code));
    await this.deps.uow.run(async ({ people, factors, events }) => {
      await people.findForUpdate(by.personId);
      await factors.replaceRecoveryCodes(by.personId, hashes, now);
      await events.append(recoveryCodesReplaced(actorOf(by), personIn(by), now));
    });
    return codes;
  }
}

function personIn(principal: Principal) {
  return { id: principal.personId, login: principal.login, displayName: principal.displayName };
}
