import { DomainError } from '@gatehouse/kernel';
import type { CertificateSigner } from './certificate-signer.js';
import { sealContext } from './credential.js';
import { certificateIssued, credentialLeased } from './credential-events.js';
import type { CredentialStore } from './credential-store.js';
import { issueCertificate } from './issue-certificate.js';
import type { CredentialDeps } from './write-credential.js';

/**
 * The built-in store: secrets sealed in the database, opened for one connection; certificates made for one connection.
 */
export function createSealedCredentialStore(
  { uow, clock, box }: CredentialDeps,
  signer: CertificateSigner,
): CredentialStore {
  return {
    async lease(id, use) {
      const found = await uow.run(({ credentials }) => credentials.sealed(id));
      if (found === null)
        throw new DomainError('not-found', 'The credential of this machine is gone. Tell the plant.');
      const { credential } = found;
      // A certificate that is signed and then cannot be written down is given to nobody.
      const issued =
        credential.kind === 'ssh-certificate' ? await issueCertificate(signer, clock, use) : null;
      await uow.run(async ({ events }) => {
        const now = clock.now();
        if (issued) await events.append(certificateIssued(credential, use, issued.facts, now));
        await events.append(credentialLeased(credential, use, now));
      });
      const secret = issued?.privateKey ?? box.open(found.sealed, sealContext(id));
      return {
        credentialId: id,
        kind: credential.kind,
        secret,
        certificate: issued?.certificate ?? null,
        release: () => {
          secret.fill(0);
        },
      };
    },
  };
}
