import { createHash, timingSafeEqual } from 'node:crypto';
import type { ObservedIdentity } from '@gatehouse/session/plugin';

/** What administrators see of a certificate, which is given in DER. */
export function certificateIdentity(der: Buffer): ObservedIdentity {
  return { keyType: 'x509', key: der, fingerprint: certificateFingerprint(der) };
}

/** `SHA256:` and base64 without padding over the DER, in the form of an SSH key's. */
export function certificateFingerprint(der: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(der).digest('base64').replace(/=+$/, '')}`;
}

export function isSameCertificate(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
