import { X509Certificate } from 'node:crypto';
import { invalid } from './administrator.js';
import type { HostKey } from './directory.js';
import { fingerprintOf } from './host-key-line.js';

/** `keyType` of a certificate that a target proves itself with; `key` holds its DER. */
export const certificateType = 'x509';

/** Longest certificate that is read, in bytes of DER. */
const longestCertificate = 16 * 1024;

/**
 * Reads a certificate as PEM, or as the base64 of its DER in one line with or without `x509` before it.
 * @throws DomainError `invalid-input` that says what to paste.
 */
export function parseCertificateText(text: string): HostKey {
  const certificate = certificateOf(bytesOf(text.trim()));
  if (certificate === null)
    throw invalid(
      'hostKey',
      'Paste the certificate of the machine, from BEGIN CERTIFICATE to END CERTIFICATE.',
    );
  return { keyType: certificateType, key: certificate.raw, fingerprint: fingerprintOf(certificate.raw) };
}

/** The certificate in these bytes of DER; null when they are none, or too long to be read. */
export function certificateOf(der: Buffer): X509Certificate | null {
  if (der.length === 0 || der.length > longestCertificate) return null;
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

function bytesOf(text: string): Buffer {
  const pem = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----$/.exec(text);
  const base64 = (pem?.[1] ?? text.replace(/^x509\s+/i, '')).replaceAll(/\s/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
}
