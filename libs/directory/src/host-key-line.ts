import { createHash } from 'node:crypto';
import { invalid } from './administrator.js';
import type { HostKey } from './directory.js';

/** Types OpenSSH still accepts; DSA is not among them. */
const keyTypes = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
];

/**
 * Reads `TYPE BASE64`, also with a host name before it or a comment behind it, as known_hosts and ssh-keyscan
 * write it. The bytes must name the same type inside (RFC 4253 section 6.6).
 * @throws DomainError `invalid-input` that says what to paste.
 */
export function parseHostKeyLine(line: string): HostKey {
  const words = line.trim().split(/\s+/);
  const at = words.findIndex((word) => keyTypes.includes(word));
  const keyType = words[at];
  const base64 = words[at + 1];
  if (
    at < 0 ||
    at > 1 ||
    keyType === undefined ||
    base64 === undefined ||
    !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)
  )
    throw invalid(
      'hostKey',
      'Paste one line such as: ssh-ed25519 AAAAC3Nza…, from ssh-keyscan or known_hosts.',
    );
  const key = Buffer.from(base64, 'base64');
  const nameLength = key.length >= 4 ? key.readUInt32BE(0) : 0;
  if (key.length < 4 + nameLength + 4 || key.subarray(4, 4 + nameLength).toString('latin1') !== keyType)
    throw invalid('hostKey', 'The key does not match its type. Copy the whole line again.');
  return { keyType, key, fingerprint: fingerprintOf(key) };
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/**
 * True when a person typed this fingerprint, with or without `SHA256:` and the padding, or as certificates show it: 32 pairs of
 * hex digits with or without colons.
 */
export function isSameFingerprint(typed: string, fingerprint: string): boolean {
  const bare = (text: string): string => {
    const digits = text.trim().replace(/^SHA256:/i, '');
    const base64 = /^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i.test(digits)
      ? Buffer.from(digits.replaceAll(':', ''), 'hex').toString('base64')
      : digits;
    return base64.replace(/=+$/, '');
  };
  return bare(typed) === bare(fingerprint);
}
