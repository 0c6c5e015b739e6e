import { Module } from '@nestjs/common';
import { createSealedCertificateSigner, createSealedCredentialStore } from '@gatehouse/credential';
import type { CertificateSigner } from '@gatehouse/credential';
import type { Clock, SecretBox } from '@gatehouse/kernel';
import type { DataSource } from 'typeorm';
import { AssetsController } from '../http/assets.controller.js';
import { HostKeysController } from '../http/host-keys.controller.js';
import { ImportsController } from '../http/imports.controller.js';
import { JumpHostsController } from '../http/jump-hosts.controller.js';
import { SitesController } from '../http/sites.controller.js';
import { TargetsController } from '../http/targets.controller.js';
import { VendorOrganisationsController } from '../http/vendor-organisations.controller.js';
import { ZonesController } from '../http/zones.controller.js';
import type { InstallationSecrets } from '../keys/installation-secrets.js';
import { directoryOperations } from './directory-operations.js';
import type { DirectoryOperations } from './directory-operations.js';
import { makeHostKeyScanner } from './host-key-scanner.js';
import { IdentityModule } from './identity.module.js';
import {
  CERTIFICATE_SIGNER,
  CLOCK,
  CREDENTIAL_STORE,
  DATABASE,
  DIRECTORY,
  HOST_KEY_SCANNER,
  INSTALLATION_SECRETS,
  SECRET_BOX,
} from './tokens.js';

@Module({
  imports: [IdentityModule],
  controllers: [
    SitesController,
    ZonesController,
    AssetsController,
    TargetsController,
    HostKeysController,
    JumpHostsController,
    VendorOrganisationsController,
    ImportsController,
  ],
  providers: [
    {
      provide: DIRECTORY,
      inject: [DATABASE, CLOCK, SECRET_BOX],
      useFactory: (database: DataSource, clock: Clock, box: SecretBox) =>
        directoryOperations(database, clock, box),
    },
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
    { provide: HOST_KEY_SCANNER, inject: [CREDENTIAL_STORE, CLOCK], useFactory: makeHostKeyScanner },
  ],
  exports: [DIRECTORY, CERTIFICATE_SIGNER, CREDENTIAL_STORE],
})
export class DirectoryModule {}
