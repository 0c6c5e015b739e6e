import ssh2 from 'ssh2';

/** What a client offers and signs in RFC 4252 section 7. */
export interface OfferedKey {
  readonly algorithm: string;
  /** Wire form of the public key. */
  readonly key: Buffer;
}

/** Kinds a person's key may be. No DSA, no certificates. ssh2 names RSA `ssh-rsa` here whatever the signature. */
const allowed = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
] as const;

/** True for a key of a kind we take at all; says nothing about whose it is. */
export function isKeyKindAllowed(offered: OfferedKey): boolean {
  const key = parse(offered.key);
  return key !== null && isAllowed(key, offered);
}

/**
 * Invariant: the only place that says a client possesses a key. ssh2's server does not check the signature by
 * itself: an accept on a signed offer lets in key A with a signature by B.
 * @param signed the bytes the client signed: session id and request, as RFC 4252 section 7 lays them out.
 * @param hash from the algorithm name; RSA only with SHA-2.
 */
export function verifyKeySignature(
  offered: OfferedKey,
  signature: Buffer | undefined,
  signed: Buffer | undefined,
  hash: string | undefined,
): boolean {
  if (!signature || !signed || signature.length === 0 || signed.length === 0) return false;
  const key = parse(offered.key);
  if (!key || !isAllowed(key, offered)) return false;
  if (key.type === 'ssh-rsa' && hash !== 'sha256' && hash !== 'sha512') return false;
  return key.verify(signed, signature, hash) === true;
}

function isAllowed(key: ssh2.ParsedKey, offered: OfferedKey): boolean {
  return key.type === offered.algorithm && allowed.some((type) => type === key.type);
}

function parse(bytes: Buffer): ssh2.ParsedKey | null {
  const parsed = ssh2.utils.parseKey(bytes) as ssh2.ParsedKey | ssh2.ParsedKey[] | Error;
  if (parsed instanceof Error) return null;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key && !key.isPrivateKey() ? key : null;
}
