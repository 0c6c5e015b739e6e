import { Module } from '@nestjs/common';
import { createSealedCertificateSigner, createSealedCredentialStore } from '@gatehouse/credential';
import type { CertificateSigner } from '@gatehouse/credential';
import type { SecretBox } from '@gatehouse/kernel';
import type { DirectoryOperations } from './directory-operations.js';
import { CertificateAuthorityController } from '../http/certificate-authority.controller.js';
import { CredentialsController } from '../http/credentials.controller.js';
import type { InstallationSecrets } from '../keys/installation-secrets.js';
import { DirectoryModule } from './directory.module.js';
import {
  CERTIFICATE_SIGNER,
  CREDENTIAL_STORE,
  DIRECTORY,
  INSTALLATION_SECRETS,
  SECRET_BOX,
} from './tokens.js';

@Module({
  imports: [DirectoryModule],
  controllers: [CredentialsController, CertificateAuthorityController],
  providers: [
    {
      provide: CERTIFICATE_SIGNER,
      inject: [INSTALLATION_SECRETS, SECRET_BOX],
      useFactory: (secrets: InstallationSecrets, box: SecretBox) =>
        createSealedCertificateSigner(secrets.certificateAuthority, box),
    },
    {
      provide: CREDENTIAL_STORE,
      inject: [DIRECTORY, CERTIFICATE_SIGNER],
      useFactory: (directory: DirectoryOperations, signer: CertificateSigner) =>
        createSealedCredentialStore(directory, signer),
    },
  ],
  exports: [CREDENTIAL_STORE],
})
export class CredentialModule {}
