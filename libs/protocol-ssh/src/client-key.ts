import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { WireReader } from './wire-reader.js';

/** A public key as a person's client offers it, understood. */
export interface ClientKey {
  readonly type: ClientKeyType;
  readonly publicKey: KeyObject;
  /** What a security key was made for, such as `ssh:` (PROTOCOL.u2f); null for a key in a file. */
  readonly application: Buffer | null;
}

export type ClientKeyType = keyof typeof readers;

const longestName = 64;
const longestApplication = 255;
const leastRsaBytes = 3072 / 8;
const mostRsaBytes = 16_384 / 8;

/**
 * The key in these bytes (RFC 4253 section 6.6), or null: for a kind we do not take (DSA, certificates), and for
 * anything that is not exactly one key. The name must stand for the kind the client named beside it.
 */
export function readClientKey(algorithm: string, bytes: Buffer): ClientKey | null {
  const reader = new WireReader(bytes);
  const name = reader.string(longestName)?.toString('latin1');
  if (name !== algorithm || !Object.hasOwn(readers, name)) return null;
  const type = name as ClientKeyType;
  const read = readers[type](reader);
  if (read === null || !reader.isSpent) return null;
  try {
    return {
      type,
      publicKey: createPublicKey({ key: read.key, format: 'jwk' }),
      application: read.application,
    };
  } catch {
    // A point that is not on its curve, say.
    return null;
  }
}

interface ReadKey {
  readonly key: JsonWebKey;
  readonly application: Buffer | null;
}

const readers = {
  'ssh-ed25519': ed25519,
  'ssh-rsa': rsa,
  'ecdsa-sha2-nistp256': (reader: WireReader) => ecdsa(reader, 'nistp256', 'P-256', 32),
  'ecdsa-sha2-nistp384': (reader: WireReader) => ecdsa(reader, 'nistp384', 'P-384', 48),
  'ecdsa-sha2-nistp521': (reader: WireReader) => ecdsa(reader, 'nistp521', 'P-521', 66),
  'sk-ssh-ed25519@openssh.com': (reader: WireReader) => securityKey(reader, ed25519(reader)),
  'sk-ecdsa-sha2-nistp256@openssh.com': (reader: WireReader) =>
    securityKey(reader, ecdsa(reader, 'nistp256', 'P-256', 32)),
} satisfies Record<string, (reader: WireReader) => ReadKey | null>;

/** RFC 8709 section 4. */
function ed25519(reader: WireReader): ReadKey | null {
  const point = reader.string(32);
  if (point?.length !== 32) return null;
  return { key: { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') }, application: null };
}

/** RFC 5656 section 3.1; uncompressed points only. */
function ecdsa(reader: WireReader, curve: string, crv: string, bytes: number): ReadKey | null {
  const name = reader.string(longestName)?.toString('latin1');
  const point = reader.string(1 + 2 * bytes);
  if (name !== curve || point?.length !== 1 + 2 * bytes || point[0] !== 4) return null;
  const x = point.subarray(1, 1 + bytes).toString('base64url');
  const y = point.subarray(1 + bytes).toString('base64url');
  return { key: { kty: 'EC', crv, x, y }, application: null };
}

/** RFC 4253 section 6.6. Bounded both ways: short ones are weak, and long ones cost us the time. */
function rsa(reader: WireReader): ReadKey | null {
  const exponent = positive(reader.string(8));
  const modulus = positive(reader.string(mostRsaBytes + 1));
  if (!exponent || !modulus || modulus.length > mostRsaBytes) return null;
  if (modulus.length < leastRsaBytes || (modulus.length === leastRsaBytes && (modulus[0] ?? 0) < 0x80))
    return null;
  const key = { kty: 'RSA', e: exponent.toString('base64url'), n: modulus.toString('base64url') };
  return { key, application: null };
}

/** PROTOCOL.u2f: the application follows the key. */
function securityKey(reader: WireReader, read: ReadKey | null): ReadKey | null {
  const application = reader.string(longestApplication);
  return read && application && application.length > 0 ? { ...read, application } : null;
}

/** The magnitude of an mpint that is above zero (RFC 4251 section 5). */
function positive(mpint: Buffer | null): Buffer | null {
  if (!mpint || mpint.length === 0 || (mpint[0] ?? 0) >= 0x80) return null;
  const first = mpint.findIndex((byte) => byte !== 0);
  return first === -1 ? null : mpint.subarray(first);
}
