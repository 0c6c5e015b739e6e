import { Module } from '@nestjs/common';
import { createSealedCredentialStore } from '@gatehouse/credential';
import type { DirectoryOperations } from './directory-operations.js';
import { CredentialsController } from '../http/credentials.controller.js';
import { DirectoryModule } from './directory.module.js';
import { CREDENTIAL_STORE, DIRECTORY } from './tokens.js';

@Module({
  imports: [DirectoryModule],
  controllers: [CredentialsController],
  providers: [
    {
      provide: CREDENTIAL_STORE,
      inject: [DIRECTORY],
      useFactory: (directory: DirectoryOperations) => createSealedCredentialStore(directory),
    },
  ],
  exports: [CREDENTIAL_STORE],
})
export class CredentialModule {}
