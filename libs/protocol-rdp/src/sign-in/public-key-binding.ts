import { createHash } from 'node:crypto';

/** Whose answer it is that binds the two ends of a TLS connection to the one secret. */
export type BindingSide = 'client' | 'server';

/**
 * What a side seals into pubKeyAuth (MS-CSSP section 3.1.5): from version 5 on a hash with the client's nonce; before that
 * the public key itself, of which the server gives back the first octet raised by one, the others carrying.
 */
export function publicKeyBinding(side: BindingSide, publicKey: Uint8Array, nonce: Uint8Array | null): Buffer {
  if (nonce) {
    const direction = side === 'client' ? 'Client-To-Server' : 'Server-To-Client';
    const magic = Buffer.from(`CredSSP ${direction} Binding Hash\0`, 'latin1');
    return createHash('sha256').update(magic).update(nonce).update(publicKey).digest();
  }
  const binding = Buffer.from(publicKey);
  if (side === 'client') return binding;
  for (let index = 0; index < binding.length; index += 1) {
    binding[index] = (binding[index]! + 1) & 255;
    if (binding[index] !== 0) break;
  }
  return binding;
}
