import type { Algorithms, ServerHostKeyAlgorithm as HostKeyAlgorithm } from 'ssh2';
import { hostKeyAlgorithmsFor, modernAlgorithms } from './algorithms.js';

/**
 * What old controllers and switches are limited to. Broken or close to it: SHA-1 signatures and groups of 1024 bits
 * can be forged or computed by somebody on the way, CBC leaks bits of plain text (RFC 9142, RFC 8758). Offered behind
 * everything modern, and only to a target for which an administrator allowed it with a reason.
 */
export const legacyAlgorithms = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  hmac: ['hmac-sha1'],
} satisfies Algorithms;

/**
 * What the gateway offers a target as its client.
 * @param keyType the kind of host key that is pinned, asked for first; null when none is known yet.
 */
export function algorithmsFor(keyType: string | null, allowsWeak: boolean): Algorithms {
  const serverHostKey: HostKeyAlgorithm[] = hostKeyAlgorithmsFor(keyType ?? 'unknown');
  if (!allowsWeak) return { ...modernAlgorithms, serverHostKey };
  return {
    kex: [...modernAlgorithms.kex, ...legacyAlgorithms.kex],
    cipher: [...modernAlgorithms.cipher, ...legacyAlgorithms.cipher],
    hmac: [...modernAlgorithms.hmac, ...legacyAlgorithms.hmac],
    compress: modernAlgorithms.compress,
    serverHostKey: withSha1After(serverHostKey),
  };
}

/** A pinned RSA key is asked for with SHA-2 first and SHA-1 next, before any other kind of key. */
function withSha1After(names: readonly HostKeyAlgorithm[]): HostKeyAlgorithm[] {
  const last = names.findLastIndex((name) => name.startsWith('rsa-sha2-'));
  return [...names.slice(0, last + 1), 'ssh-rsa', ...names.slice(last + 1)];
}
