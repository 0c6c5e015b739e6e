import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SecretBox } from '@gatehouse/kernel';
import { ed25519Key, wireString } from './ssh-certificate.js';

/**
 * The certificate authority of an installation. The built-in one keeps its key sealed with the key-encryption key; an
 * outside signer (a hardware module, a signing service) is the second. It signs what it is given: what goes into a
 * certificate is decided in `issue-certificate.ts` alone.
 */
export interface CertificateSigner {
  /** Public key of the authority, wire form (RFC 8709 section 4). */
  readonly publicKey: Buffer;
  /** The signature in wire form (RFC 8709 section 6). Rejects when the signer cannot be reached. */
  sign(body: Buffer): Promise<Buffer>;
}

const context = 'ssh-certificate-authority';

/** A new authority: its private key, sealed. */
export function makeCertificateAuthority(box: SecretBox): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
  try {
    return box.seal(plain, context);
  } finally {
    plain.fill(0);
  }
}

/** Opens the key for each signature and forgets it again. @throws when it was sealed under another key. */
export function createSealedCertificateSigner(sealed: Buffer, box: SecretBox): CertificateSigner {
  const withKey = <T>(use: (key: KeyObject) => T): T => {
    const plain = box.open(sealed, context);
    try {
      return use(createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }));
    } finally {
      plain.fill(0);
    }
  };
  return {
    publicKey: withKey((key) => ed25519Key(rawPublicKey(createPublicKey(key)))),
    sign: async (body) =>
      withKey((key) => Buffer.concat([wireString('ssh-ed25519'), wireString(sign(null, body, key))])),
  };
}

/** The 32 bytes of an ed25519 public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  const { x } = key.export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('this is no ed25519 key');
  return Buffer.from(x, 'base64url');
}
