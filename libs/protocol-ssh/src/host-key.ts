import { createHash, timingSafeEqual } from 'node:crypto';
import type { ObservedIdentity } from '@gatehouse/session/plugin';

/** Type, wire form and fingerprint of a host key as it came over the wire (RFC 4253 section 6.6). */
export function identityOf(key: Buffer): ObservedIdentity {
  return { keyType: keyTypeOf(key), key, fingerprint: fingerprintOf(key) };
}

/** `SHA256:` and base64 without padding, as ssh-keygen prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

export function isSameKey(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The name in front of the key's bytes; `unknown` when there is none of a sane length. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return 'unknown';
  const length = key.readUInt32BE(0);
  if (length === 0 || length > 64 || key.length < 4 + length) return 'unknown';
  const name = key.subarray(4, 4 + length).toString('latin1');
  return /^[a-z0-9@.-]+$/i.test(name) ? name : 'unknown';
}
