import { Module } from '@nestjs/common';
import { CertificateAuthorityController } from '../http/certificate-authority.controller.js';
import { CredentialsController } from '../http/credentials.controller.js';
import { DirectoryModule } from './directory.module.js';

/** Credentials by HTTP. The store itself lies with the directory, whose scans go through jump hosts. */
@Module({
  imports: [DirectoryModule],
  controllers: [CredentialsController, CertificateAuthorityController],
  exports: [DirectoryModule],
})
export class CredentialModule {}
