import { createHash, verify } from 'node:crypto';
import { readClientKey } from './client-key.js';
import type { ClientKey } from './client-key.js';
import { WireReader } from './wire-reader.js';

/** What a client offers in RFC 4252 section 7. */
export interface OfferedKey {
  /** ssh2 names RSA `ssh-rsa` here whatever the signature. */
  readonly algorithm: string;
  /** Wire form of the public key. */
  readonly key: Buffer;
}

/** The client has the key. */
export interface KeyProof {
  /** Security keys: whether they asked for a PIN or a finger. Null for a key in a file. */
  readonly userVerified: boolean | null;
}

/** True for a key of a kind we take at all; says nothing about whose it is. */
export function isKeyKindAllowed(offered: OfferedKey): boolean {
  return readClientKey(offered.algorithm, offered.key) !== null;
}

/**
 * Invariant: the only place that says a client possesses a key. ssh2's server does not check the signature by
 * itself: an accept on a signed offer lets in key A with a signature by B.
 * @param signature as ssh2 1.17 hands it out: without the algorithm's name and the length behind it; ECDSA in DER
 * (RFC 3279 section 2.2.3), except that of security keys, which ssh2 does not know and leaves as it came.
 * @param signed the bytes the client signed: session id and request, as RFC 4252 section 7 lays them out.
 * @param hash from the algorithm name; RSA only with SHA-2.
 * @returns null when the signature is anything but right.
 */
export function verifyKeySignature(
  offered: OfferedKey,
  signature: Buffer | undefined,
  signed: Buffer | undefined,
  hash: string | undefined,
): KeyProof | null {
  if (!signature || !signed || signature.length === 0 || signed.length === 0) return null;
  if (signature.length > longestSignature) return null;
  const key = readClientKey(offered.algorithm, offered.key);
  if (!key) return null;
  const { type, publicKey, application } = key;
  if (application !== null) return verifySecurityKey(key, application, signature, signed);
  const algorithm = type === 'ssh-rsa' ? (rsaHashes.has(hash) ? hash : undefined) : hashes[type];
  if (algorithm === undefined) return null;
  return isRight(algorithm, signed, publicKey, 'der', signature) ? { userVerified: null } : null;
}

/** Of the longest RSA key we take. */
const longestSignature = 16_384 / 8;
const rsaHashes: ReadonlySet<string | undefined> = new Set(['sha256', 'sha512']);
/** RFC 5656 section 6.2.1; ed25519 hashes by itself. */
const hashes: Partial<Record<ClientKey['type'], string | null>> = {
  'ssh-ed25519': null,
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

const userPresent = 0x01;
const userVerified = 0x04;

/**
 * OpenSSH's PROTOCOL.u2f: the signature is over SHA-256(application), flags, counter and SHA-256(message). The flag
 * that somebody touched the key is required. The counter is part of what was signed and not kept: a signature is
 * bound to its session id already, keys that are backed up or shared by several services count in their own ways, and
 * OpenSSH does not judge it either.
 */
function verifySecurityKey(
  { publicKey }: ClientKey,
  application: Buffer,
  signature: Buffer,
  signed: Buffer,
): KeyProof | null {
  const reader = new WireReader(signature);
  const isEcdsa = publicKey.asymmetricKeyType === 'ec';
  const bare = isEcdsa ? readP256(reader) : reader.take(64);
  const flags = reader.byte();
  const counter = reader.take(4);
  if (!bare || flags === null || !counter || !reader.isSpent) return null;
  if ((flags & userPresent) === 0) return null;
  const message = Buffer.concat([sha256(application), Buffer.of(flags), counter, sha256(signed)]);
  if (!isRight(isEcdsa ? 'sha256' : null, message, publicKey, 'ieee-p1363', bare)) return null;
  return { userVerified: (flags & userVerified) !== 0 };
}

/** r and s as mpints, given as two numbers of 32 bytes. */
function readP256(reader: WireReader): Buffer | null {
  const numbers = [reader.string(33), reader.string(33)].map((mpint) => {
    if (!mpint || mpint.length === 0 || (mpint[0] ?? 0) >= 0x80) return null;
    const bare = mpint[0] === 0 ? mpint.subarray(1) : mpint;
    return bare.length > 32 ? null : Buffer.concat([Buffer.alloc(32 - bare.length), bare]);
  });
  const [r, s] = numbers;
  return r && s ? Buffer.concat([r, s]) : null;
}

function isRight(
  hash: string | null | undefined,
  message: Buffer,
  key: ClientKey['publicKey'],
  dsaEncoding: 'der' | 'ieee-p1363',
  signature: Buffer,
): boolean {
  try {
    return verify(hash ?? null, message, { key, dsaEncoding }, signature);
  } catch {
    // Node throws for a signature it cannot even read; that is a wrong one.
    return false;
  }
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
