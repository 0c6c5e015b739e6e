import 'reflect-metadata';
import { createPrivateKey, sign } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** PEM. The chain begins with the signer's own certificate. */
export interface CmsSigner {
  readonly cert: string;
  readonly key: string;
}

/**
 * A detached signature over `content`: CMS SignedData (RFC 5652 section 5) in DER, by RSA with SHA-256, without signed attributes, with
 * the signer's chain in it. Null for a key that is not RSA.
 */
export function cmsSignature(content: Buffer, { cert, key }: CmsSigner): Buffer | null {
  const privateKey = createPrivateKey(key);
  if (privateKey.asymmetricKeyType !== 'rsa') return null;
  const chain = x509.PemConverter.decode(cert).map((raw) => Buffer.from(raw));
  const [own] = chain;
  if (!own) return null;
  const signer = new x509.X509Certificate(own);
  const signerInfo = sequence(
    version1,
    sequence(
      Buffer.from(signer.issuerName.toArrayBuffer()),
      element(0x02, Buffer.from(signer.serialNumber, 'hex')),
    ),
    algorithm(oids.sha256),
    algorithm(oids.rsaEncryption),
    element(0x04, sign('sha256', content, privateKey)),
  );
  const signedData = sequence(
    version1,
    set(algorithm(oids.sha256)),
    // No content beside the type: it is detached.
    sequence(oids.data),
    element(0xa0, ...chain),
    set(signerInfo),
  );
  return sequence(oids.signedData, element(0xa0, signedData));
}

/** Object identifiers, encoded: RFC 5652 sections 4 and 5.1, RFC 5754 sections 2.2 and 3.2. */
const oids = {
  data: Buffer.from('06092a864886f70d010701', 'hex'),
  signedData: Buffer.from('06092a864886f70d010702', 'hex'),
  rsaEncryption: Buffer.from('06092a864886f70d010101', 'hex'),
  sha256: Buffer.from('0609608648016503040201', 'hex'),
} as const;

const version1 = Buffer.from([0x02, 0x01, 0x01]);
const noParameters = Buffer.from([0x05, 0x00]);

function algorithm(oid: Buffer): Buffer {
  return sequence(oid, noParameters);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function set(...parts: readonly Buffer[]): Buffer {
  return element(0x31, ...parts);
}

/** Tag, definite length in its shortest form, content (X.690 sections 8.1 and 10.1). */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const digits = length.subarray(length.findIndex((digit) => digit !== 0));
  const head = body.length < 0x80 ? [tag, body.length] : [tag, 0x80 | digits.length, ...digits];
  return Buffer.concat([Buffer.from(head), body]);
}
