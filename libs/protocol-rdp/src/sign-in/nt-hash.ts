import { md4 } from './md4.js';
import { passwordUtf16 } from './password-text.js';

/**
 * What a CredSSP server needs of a password, given in UTF-8: sixteen octets, NTOWFv1 of MS-NLMP section 3.3.1. As good as
 * the password to whoever has it: keep it sealed.
 */
export function ntHash(password: Uint8Array): Buffer {
  const text = passwordUtf16(password);
  const hash = md4(text);
  text.fill(0);
  return hash;
}
