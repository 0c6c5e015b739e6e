import { createHash, randomBytes } from 'node:crypto';
import type { PersonId } from '@gatehouse/kernel';

export const recoveryCodeCount = 10;
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten codes of 80 random bits as `xxxx-xxxx-xxxx-xxxx`; shown once, kept as hashes. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const text = Array.from(randomBytes(16), (byte) => alphabet[byte & 31]).join('');
    return text.replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** A plain hash is enough: 80 random bits cannot be guessed from it. Dashes, spaces and case do not matter. */
export function hashRecoveryCode(personId: PersonId, recoveryCode: string): Buffer {
  const plain = recoveryCode.toLowerCase().replaceAll(/[^0-9a-z]/g, '');
  return createHash('sha256').update(`${personId}:${plain}`, 'utf8').digest();
}
