import { Module } from '@nestjs/common';
import type { Clock, SecretBox } from '@gatehouse/kernel';
import type { DataSource } from 'typeorm';
import { AssetsController } from '../http/assets.controller.js';
import { HostKeysController } from '../http/host-keys.controller.js';
import { ImportsController } from '../http/imports.controller.js';
import { SitesController } from '../http/sites.controller.js';
import { TargetsController } from '../http/targets.controller.js';
import { VendorOrganisationsController } from '../http/vendor-organisations.controller.js';
import { ZonesController } from '../http/zones.controller.js';
import { directoryOperations } from './directory-operations.js';
import { hostKeyScanner } from './host-key-scanner.js';
import { IdentityModule } from './identity.module.js';
import { CLOCK, DATABASE, DIRECTORY, HOST_KEY_SCANNER, SECRET_BOX } from './tokens.js';

@Module({
  imports: [IdentityModule],
  controllers: [
    SitesController,
    ZonesController,
    AssetsController,
    TargetsController,
    HostKeysController,
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
    { provide: HOST_KEY_SCANNER, useValue: hostKeyScanner },
  ],
  exports: [DIRECTORY],
})
export class DirectoryModule {}
