import { createHash } from 'node:crypto';
import { DomainError } from '@gatehouse/kernel';

export interface ParsedPublicKey {
  /** Wire form, RFC 4253 section 6.6. */
  readonly key: Buffer;
  readonly keyType: string;
  readonly fingerprint: string;
  readonly comment: string;
}

const leastRsaBits = 3072;
/** How many fields follow the name in the wire form: RFC 8709 section 4, RFC 5656 section 3.1, RFC 4253 section 6.6, PROTOCOL.u2f. */
const fieldCounts: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'sk-ssh-ed25519@openssh.com': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': 3,
  'ssh-rsa': 2,
};
const ecPointBytes: Readonly<Record<string, number>> = { nistp256: 65, nistp384: 97, nistp521: 133 };

/**
 * Reads one line of an authorized_keys file: type, base64, comment. Options before the type are refused: they
 * would promise something the gateway does not keep.
 * @throws DomainError `invalid-input` that says which keys are taken.
 */
export function parseAuthorizedKey(line: string): ParsedPublicKey {
  const [keyType = '', base64 = '', ...rest] = line.trim().split(/[ \t]+/);
  if (/[\r\n\0]/.test(line.trim())) throw notTaken('Give one key, on one line.');
  if (!(keyType in fieldCounts))
    throw notTaken(
      'Give the line of a .pub file: ed25519, ECDSA, RSA of 3072 bits or more, or a security key.',
    );
  if (!/^[A-Za-z0-9+/]{20,4000}={0,2}$/.test(base64)) throw notTaken('The key is cut off or not base64.');
  const key = Buffer.from(base64, 'base64');
  const fields = readFields(key);
  const [name, ...values] = fields ?? [];
  if (name?.toString('latin1') !== keyType || values.length !== fieldCounts[keyType])
    throw notTaken('The key is cut off or does not belong to its type.');
  refuseWeak(keyType, values);
  const digest = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
  const comment = rest
    .join(' ')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, 120);
  return { key, keyType, fingerprint: `SHA256:${digest}`, comment };
}

/** Length-prefixed strings (RFC 4251 section 5) that fill the bytes exactly; null when they do not. */
function readFields(bytes: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length || fields.length === 4) return null;
    const length = bytes.readUInt32BE(at);
    if (length > bytes.length - at - 4) return null;
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

function refuseWeak(keyType: string, values: Buffer[]): void {
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = values;
  if (keyType.includes('ed25519') && first.length !== 32) throw notTaken('The key has the wrong length.');
  if (keyType.startsWith('sk-') && !isApplication(values.at(-1)))
    throw notTaken('The security key does not say what it was made for.');
  if (keyType.includes('ecdsa-')) {
    const curve = first.toString('latin1');
    if (
      !keyType.replace('@openssh.com', '').endsWith(`-${curve}`) ||
      second.length !== ecPointBytes[curve] ||
      second[0] !== 4
    )
      throw notTaken('The key does not belong to its curve.');
  }
  if (keyType === 'ssh-rsa') {
    const modulus = second.subarray(second.findIndex((byte) => byte !== 0));
    const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
    if (second.length === 0 || bits < leastRsaBits)
      throw notTaken(`This RSA key is too short; it needs ${leastRsaBits} bits. An ed25519 key is better.`);
  }
}

/** `ssh:` and the like (PROTOCOL.u2f); a signature is bound to it. */
function isApplication(value: Buffer | undefined): boolean {
  return value !== undefined && value.length > 0 && value.length <= 255;
}

function notTaken(message: string): DomainError {
  return new DomainError('invalid-input', message, [{ field: 'line', message }]);
}
