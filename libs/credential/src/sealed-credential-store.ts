import { DomainError } from '@gatehouse/kernel';
import { sealContext } from './credential.js';
import { credentialLeased } from './credential-events.js';
import type { CredentialStore } from './credential-store.js';
import type { CredentialDeps } from './write-credential.js';

/** The built-in store: secrets sealed in the database, opened for one connection. */
export function createSealedCredentialStore({ uow, clock, box }: CredentialDeps): CredentialStore {
  return {
    async lease(id, connectionId) {
      const found = await uow.run(async ({ credentials, events }) => {
        const row = await credentials.sealed(id);
        if (row === null)
          throw new DomainError('not-found', 'The credential of this machine is gone. Tell the plant.');
        await events.append(credentialLeased(row.credential, connectionId, clock.now()));
        return row;
      });
      const secret = box.open(found.sealed, sealContext(id));
      return {
        credentialId: id,
        kind: found.credential.kind,
        secret,
        release: () => {
          secret.fill(0);
        },
      };
    },
  };
}
