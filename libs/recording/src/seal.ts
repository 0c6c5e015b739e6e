import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

export const nonceBytes = 12;
export const tagBytes = 16;

/**
 * AES-256-GCM under a fresh random 96-bit nonce: a counter would reuse a nonce when a torn record or chunk is
 * written again after a crash. Returns the pieces in the order of the file; a key seals far fewer than 2^32 times.
 */
export function sealWith(key: Buffer, nonce: Buffer, aad: Buffer, parts: readonly Buffer[]): Buffer[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(aad);
  const sealed = parts.map((part) => cipher.update(part));
  cipher.final();
  sealed.push(cipher.getAuthTag());
  return sealed;
}

/** Undefined when the bytes were altered, or sealed under another key or for another place. */
export function openSealed(key: Buffer, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  // GCM is a stream: everything comes out of update, and final only says whether it is genuine.
  const opened = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
  try {
    decipher.final();
    return opened;
  } catch {
    return undefined;
  }
}

const noncePool = Buffer.alloc(nonceBytes * 512);
let nonceOffset = noncePool.length;

/** Random nonces drawn in blocks: asking the system for 12 bytes costs more than sealing a keystroke. */
export function freshNonce(): Buffer {
  if (nonceOffset === noncePool.length) {
    randomFillSync(noncePool);
    nonceOffset = 0;
  }
  const nonce = Buffer.from(noncePool.subarray(nonceOffset, nonceOffset + nonceBytes));
  nonceOffset += nonceBytes;
  return nonce;
}
