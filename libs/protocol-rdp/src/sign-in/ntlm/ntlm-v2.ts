import { createHmac } from 'node:crypto';
import { MalformedToken } from '../malformed-token.js';

/**
 * NTOWFv2 of MS-NLMP section 3.3.2, from an NT hash: what all of a sign-in is derived from. Secret; sixteen octets.
 */
export function responseKey(ntHash: Uint8Array, userName: string, domain: string): Buffer {
  return hmacMd5(ntHash, Buffer.from(upperCase(userName) + domain, 'utf16le'));
}

/** NTLMv2_CLIENT_CHALLENGE of MS-NLMP section 2.2.2.7, named temp in section 3.3.2. */
export function clientBlob(
  timestamp: Uint8Array,
  clientChallenge: Uint8Array,
  attributes: Uint8Array,
): Buffer {
  const versions = Buffer.of(1, 1, 0, 0, 0, 0, 0, 0);
  const reserved = Buffer.alloc(4);
  return Buffer.concat([versions, timestamp, clientChallenge, reserved, attributes, reserved]);
}

/** Where the attributes begin in the blob. */
const attributesAt = 28;

/** The list of attributes in a client's blob; a view. @throws MalformedToken. */
export function blobAttributes(blob: Buffer): Buffer {
  if (blob.length < attributesAt + 4 || blob[0] !== 1 || blob[1] !== 1)
    throw new MalformedToken('an answer is no NTLMv2');
  return blob.subarray(attributesAt);
}

/** NTProofStr. */
export function proofOf(key: Uint8Array, serverChallenge: Uint8Array, blob: Uint8Array): Buffer {
  return hmacMd5(key, serverChallenge, blob);
}

/** LMv2, which only servers that give no time of theirs look at. */
export function lmResponse(
  key: Uint8Array,
  serverChallenge: Uint8Array,
  clientChallenge: Uint8Array,
): Buffer {
  return Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge]);
}

/** SessionBaseKey, which is the key exchange key as well. Secret. */
export function sessionBaseKey(key: Uint8Array, proof: Uint8Array): Buffer {
  return hmacMd5(key, proof);
}

/** MIC over the three messages, of which the last has zeros in its place; MS-NLMP section 3.1.5.1.2. */
export function messagesMic(sessionKey: Uint8Array, ...messages: readonly Uint8Array[]): Buffer {
  return hmacMd5(sessionKey, ...messages);
}

export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac('md5', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/**
 * Windows turns each UTF-16 unit into one other, whatever the language: no SS for ß. A letter whose capital belongs to another
 * small letter stays.
 */
function upperCase(name: string): string {
  return name
    .split('')
    .map((unit) => {
      const upper = unit.toUpperCase();
      return upper.length === 1 && upper.toLowerCase() === unit ? upper : unit;
    })
    .join('');
}
