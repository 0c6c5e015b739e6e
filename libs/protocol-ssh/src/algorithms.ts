import type { Algorithms, ServerHostKeyAlgorithm as HostKeyAlgorithm } from 'ssh2';

/**
 * What we speak: GCM first, because the gateway decrypts and encrypts everything; no SHA-1, no CBC, no DSA. The
 * strict key exchange against Terrapin (kex-strict-*-v00@openssh.com) is added by ssh2 on both sides.
 */
export const modernAlgorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group14-sha256',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes256-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} satisfies Algorithms;

/**
 * What the door speaks: the same without the NIST curves, which ssh-audit calls a failure and which no client is known
 * to need. Towards targets they stay, last but for the classic groups: a device may have nothing else.
 */
export const doorAlgorithms = {
  ...modernAlgorithms,
  kex: modernAlgorithms.kex.filter((name) => !name.startsWith('ecdh-')),
} satisfies Algorithms;

const hostKeyKinds = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
} as const;

/** Signature algorithms for the gateway's own host keys, and for a target whose key is not known yet. */
export const serverHostKeyAlgorithms: HostKeyAlgorithm[] = Object.values(hostKeyKinds).flat();

/**
 * A target is asked for the kind of key that is pinned first. A server with several keys would otherwise show
 * another one than was confirmed, and look like the wrong machine.
 */
export function hostKeyAlgorithmsFor(keyType: string): HostKeyAlgorithm[] {
  const pinned: readonly HostKeyAlgorithm[] = Object.hasOwn(hostKeyKinds, keyType)
    ? hostKeyKinds[keyType as keyof typeof hostKeyKinds]
    : [];
  return [...pinned, ...serverHostKeyAlgorithms.filter((name) => !pinned.includes(name))];
}
