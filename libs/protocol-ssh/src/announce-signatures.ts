import { sendPayload } from './ssh2-internals.js';
import type { Ssh2Internals } from './ssh2-internals.js';
import { numberField, textField } from './wire-fields.js';

/**
 * Signature algorithms a person's key may be used with, in the order in which we would like them. RSA with SHA-2 only.
 */
export const userSignatureAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/**
 * Says in `server-sig-algs` (RFC 8308 section 3.1) what the door takes. ssh2's own list leaves out a comma, so that
 * two names in it are one that nobody knows, and names SHA-1 and DSA, which the door refuses.
 */
export function announceSignatures(
  wire: Ssh2Internals,
  algorithms: readonly string[] = userSignatureAlgorithms,
): void {
  const { protocol } = wire;
  const onHandshakeComplete = protocol._onHandshakeComplete;
  let isFirst = true;
  protocol._onHandshakeComplete = (negotiated) => {
    // Section 2.4: the first message after the first NEWKEYS, or not at all.
    const asked = isFirst && protocol._kex?.remoteExtInfoEnabled === true;
    isFirst = false;
    if (protocol._kex) protocol._kex.remoteExtInfoEnabled = false;
    onHandshakeComplete(negotiated);
    if (asked) sendPayload(protocol, extInfo(algorithms));
  };
}

function extInfo(algorithms: readonly string[]): Buffer {
  const message = Buffer.from([7]);
  const names = [textField('server-sig-algs'), textField(algorithms.join(','))];
  return Buffer.concat([message, numberField(1), ...names]);
}
