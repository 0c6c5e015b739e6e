import { asBuffer } from './as-buffer.js';
import { DerReader } from './der-reader.js';
import { contextTag, derTags } from './der-tags.js';
import { MalformedToken } from './malformed-token.js';

/**
 * What CredSSP binds itself to: the octets of the BIT STRING subjectPublicKey of a certificate in DER (RFC 5280 section
 * 4.1), not the SubjectPublicKeyInfo around it. A copy. @throws MalformedToken.
 */
export function subjectPublicKey(certificate: Uint8Array): Buffer {
  const body = new DerReader(asBuffer(certificate)).sequence().sequence();
  body.optional(contextTag(0)); // version
  body.take(derTags.integer); // serialNumber
  body.take(derTags.sequence); // signature
  body.take(derTags.sequence); // issuer
  body.take(derTags.sequence); // validity
  body.take(derTags.sequence); // subject
  const info = body.sequence();
  info.take(derTags.sequence); // algorithm
  const bits = info.take(derTags.bitString);
  if (bits.length < 2 || bits[0] !== 0) throw new MalformedToken('a public key has no whole octets');
  return Buffer.from(bits.subarray(1));
}
