import { Controller, Get, Inject } from '@nestjs/common';
import type { CertificateAuthority } from '@gatehouse/contracts';
import { keyFingerprint, publicKeyLine } from '@gatehouse/credential';
import type { CertificateSigner } from '@gatehouse/credential';
import { CERTIFICATE_SIGNER } from '../wiring/tokens.js';

/** The public half only: what an administrator installs on a target so that it trusts our certificates. */
@Controller('certificate-authority')
export class CertificateAuthorityController {
  constructor(@Inject(CERTIFICATE_SIGNER) private readonly signer: CertificateSigner) {}

  @Get()
  read(): CertificateAuthority {
    const { publicKey } = this.signer;
    return {
      publicKey: `${publicKeyLine(publicKey)} gatehouse`,
      fingerprint: keyFingerprint(publicKey),
    };
  }
}
