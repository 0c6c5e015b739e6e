import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Clock } from '@gatehouse/kernel';
import type { CertificateSigner } from './certificate-signer.js';
import { rawPublicKey } from './certificate-signer.js';
import type { LeaseUse } from './credential-store.js';
import { certificateBody, ed25519Key, keyFingerprint, wireString } from './ssh-certificate.js';
import type { UserCertificate } from './ssh-certificate.js';

export interface IssuedCertificate {
  /** PKCS #8 in DER. */
  readonly privateKey: Buffer;
  /** Wire form, signature included. */
  readonly certificate: Buffer;
  readonly facts: IssuedCertificateFacts;
}

/** What the audit trail keeps of it. */
export interface IssuedCertificateFacts {
  readonly serial: string;
  readonly keyId: string;
  readonly principals: readonly string[];
  readonly validAfter: string;
  readonly validBefore: string;
  readonly permits: readonly string[];
  readonly keyFingerprint: string;
  readonly authorityFingerprint: string;
}

/** How far a target's clock may be behind ours. */
const skewSeconds = 60;

/**
 * A fresh key pair with a certificate for one connection, good from now (less a minute of skew) to the end of the
 * grant. It names session and person, so that the target's own log does too.
 */
export async function issueCertificate(
  signer: CertificateSigner,
  clock: Clock,
  use: LeaseUse,
): Promise<IssuedCertificate> {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = rawPublicKey(pair.publicKey);
  const certificate: UserCertificate = {
    publicKey,
    nonce: randomBytes(32),
    serial: randomBytes(8).readBigUInt64BE(),
    keyId: `gatehouse session=${use.sessionId ?? 'none'} person=${use.personId}`,
    principals: use.principals,
    validAfter: new Date(clock.now().getTime() - skewSeconds * 1000),
    validBefore: use.validUntil,
    permits: use.permits,
  };
  const body = certificateBody(certificate, signer.publicKey);
  return {
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
    certificate: Buffer.concat([body, wireString(await signer.sign(body))]),
    facts: {
      serial: certificate.serial.toString(),
      keyId: certificate.keyId,
      principals: certificate.principals,
      validAfter: certificate.validAfter.toISOString(),
      validBefore: certificate.validBefore.toISOString(),
      permits: certificate.permits,
      keyFingerprint: keyFingerprint(ed25519Key(publicKey)),
      authorityFingerprint: keyFingerprint(signer.publicKey),
    },
  };
}
