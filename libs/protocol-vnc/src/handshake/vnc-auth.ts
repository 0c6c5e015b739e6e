import { createCipheriv } from 'node:crypto';

/**
 * The answer to a challenge of 16 bytes, RFC 6143 section 7.2.2: DES with the first eight bytes of the password as key, the
 * bits of each mirrored. OpenSSL 3 keeps single DES away; triple DES with three times the same key is the same function.
 */
export function vncAuthResponse(secret: Uint8Array, challenge: Buffer): Buffer {
  const key = Buffer.alloc(8);
  latin1Of(secret).copy(key, 0, 0, 8);
  for (let index = 0; index < key.length; index += 1) key[index] = mirrored(key[index] ?? 0);
  const triple = Buffer.concat([key, key, key]);
  const cipher = createCipheriv('des-ede3-ecb', triple, null).setAutoPadding(false);
  const response = Buffer.concat([cipher.update(challenge), cipher.final()]);
  key.fill(0);
  triple.fill(0);
  return response;
}

/** Servers take the password's bytes in their own one-byte alphabet; secrets are stored in UTF-8. */
function latin1Of(secret: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(secret.buffer, secret.byteOffset, secret.length).toString('utf8'), 'latin1');
}

function mirrored(byte: number): number {
  let out = 0;
  for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) out |= 0x80 >> bit;
  return out;
}
