import { generateSecret, generateURI, verifySync } from 'otplib';
import type { PersonId, SecretBox } from '@gatehouse/kernel';

const stepSeconds = 30;

/**
 * The RFC 6238 time step whose code this is: the current one, or the one before for a slow thumb or clock. Null
 * when it is neither, or not six digits.
 */
export function findTotpStep(secret: string, code: string, now: Date): number | null {
  // otplib throws on anything but six digits.
  if (!/^\d{6}$/.test(code)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token: code, epoch, epochTolerance: [stepSeconds, 0] });
  return result.valid ? Math.floor(epoch / stepSeconds) + result.delta : null;
}

/** A fresh secret of 160 random bits (RFC 4226 section 4, R6) in base32. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What an authenticator app scans. */
export function totpUri(login: string, secret: string): string {
  return generateURI({ issuer: 'Gatehouse', label: login, secret });
}

export function sealTotpSecret(box: SecretBox, personId: PersonId, secret: string): Buffer {
  return box.seal(Buffer.from(secret, 'utf8'), `totp:${personId}`);
}

export function openTotpSecret(box: SecretBox, personId: PersonId, sealed: Buffer): string {
  return box.open(sealed, `totp:${personId}`).toString('utf8');
}
