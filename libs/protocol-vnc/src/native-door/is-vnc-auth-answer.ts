import { timingSafeEqual } from 'node:crypto';
import { vncAuthResponse } from '../handshake/vnc-auth.js';

/**
 * True when this is what a viewer that knows the password says to the challenge (RFC 6143 section 7.2.2). What is compared takes the
 * same time whatever was said.
 * @param password eight characters of ASCII: of a longer one VncAuth looks at no more.
 */
export function isVncAuthAnswer(password: string, challenge: Uint8Array, response: Uint8Array): boolean {
  if (challenge.length !== 16 || response.length !== 16) return false;
  return timingSafeEqual(vncAuthResponse(Buffer.from(password, 'utf8'), Buffer.from(challenge)), response);
}
