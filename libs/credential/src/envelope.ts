import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretBox } from '@gatehouse/kernel';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const wrappedKeyBytes = nonceBytes + keyBytes + tagBytes;

/**
 * Envelope encryption: each secret is sealed with AES-256-GCM under a data key of its own, and the data key
 * under the key-encryption key. Layout: version (1) | wrapped data key (12 nonce, 32, 16 tag) | 12 nonce | bytes | 16 tag.
 * @param keyEncryptionKey 32 bytes, from a file outside the database.
 */
export function createEnvelope(keyEncryptionKey: Buffer): SecretBox {
  if (keyEncryptionKey.length !== keyBytes)
    throw new RangeError('the key-encryption key is not 32 bytes long');
  return {
    seal(plaintext, context) {
      const dataKey = randomBytes(keyBytes);
      const wrapped = encrypt(keyEncryptionKey, dataKey, `gatehouse/key/${context}`);
      const body = encrypt(dataKey, plaintext, `gatehouse/secret/${context}`);
      dataKey.fill(0);
      return Buffer.concat([Buffer.of(version), wrapped, body]);
    },
    open(sealed, context) {
      if (sealed.length < 1 + wrappedKeyBytes + nonceBytes + tagBytes || sealed[0] !== version)
        throw new Error('these sealed bytes have no form this version knows');
      const dataKey = decrypt(
        keyEncryptionKey,
        sealed.subarray(1, 1 + wrappedKeyBytes),
        `gatehouse/key/${context}`,
      );
      try {
        return decrypt(dataKey, sealed.subarray(1 + wrappedKeyBytes), `gatehouse/secret/${context}`);
      } finally {
        dataKey.fill(0);
      }
    },
  };
}

function encrypt(key: Buffer, plaintext: Buffer, associated: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(associated, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, associated: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(associated, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  return Buffer.concat([
    decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)),
    decipher.final(),
  ]);
}
