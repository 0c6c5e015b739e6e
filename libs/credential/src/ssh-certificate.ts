import { createHash } from 'node:crypto';

/** What a user certificate says (PROTOCOL.certkeys of OpenSSH, ssh-ed25519-cert-v01@openssh.com). */
export interface UserCertificate {
  /** The certified key: raw ed25519, 32 bytes. */
  readonly publicKey: Buffer;
  readonly nonce: Buffer;
  readonly serial: bigint;
  /** sshd writes it into its log at each sign-in. */
  readonly keyId: string;
  /** Account names it is good for; never none, which would mean every account. */
  readonly principals: readonly string[];
  /** Half-open: [validAfter, validBefore), whole seconds. */
  readonly validAfter: Date;
  readonly validBefore: Date;
  readonly permits: readonly CertificatePermit[];
}

/** What sshd lets the holder do beside running a program. */
export type CertificatePermit = 'pty' | 'port-forwarding';

const certificateType = 'ssh-ed25519-cert-v01@openssh.com';
const userCertificate = 1;

/** Everything of a certificate but its signature, ready to be signed. @param authority wire form of the CA's key. */
export function certificateBody(certificate: UserCertificate, authority: Buffer): Buffer {
  if (certificate.principals.length === 0)
    throw new RangeError('a certificate without principals would be good for every account');
  if (certificate.publicKey.length !== 32) throw new RangeError('an ed25519 key has 32 bytes');
  return Buffer.concat([
    wireString(certificateType),
    wireString(certificate.nonce),
    wireString(certificate.publicKey),
    uint64(certificate.serial),
    uint32(userCertificate),
    wireString(certificate.keyId),
    wireString(Buffer.concat(certificate.principals.map(wireString))),
    uint64(seconds(certificate.validAfter)),
    uint64(seconds(certificate.validBefore)),
    // No critical options.
    wireString(''),
    // Sorted by name, each with empty data.
    wireString(
      Buffer.concat(
        [...new Set(certificate.permits)]
          .sort()
          .flatMap((permit) => [wireString(permitNames[permit]), wireString('')]),
      ),
    ),
    // Reserved.
    wireString(''),
    wireString(authority),
  ]);
}

/** `ssh-ed25519 AAAA…` as in a key file, without a comment. */
export function publicKeyLine(key: Buffer): string {
  return `ssh-ed25519 ${key.toString('base64')}`;
}

/** As `ssh-keygen -l` prints it. */
export function keyFingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Wire form of an ed25519 key (RFC 8709 section 4). @param raw 32 bytes. */
export function ed25519Key(raw: Buffer): Buffer {
  return Buffer.concat([wireString('ssh-ed25519'), wireString(raw)]);
}

/** RFC 4251 section 5. */
export function wireString(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([uint32(bytes.length), bytes]);
}

const permitNames: Readonly<Record<CertificatePermit, string>> = {
  pty: 'permit-pty',
  'port-forwarding': 'permit-port-forwarding',
};

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** Rounded down, so that a certificate never outlives its grant. */
function seconds(at: Date): bigint {
  return BigInt(Math.floor(at.getTime() / 1000));
}
