import { createRequire } from 'node:module';

/** Whether the SSH library runs its native ciphers on this machine, as the gateway finds out at its start. */
export function ciphersInUse(): string {
  try {
    createRequire(import.meta.url)('ssh2/lib/protocol/crypto/build/Release/sshcrypto.node');
    return 'relay in JavaScript, native ciphers';
  } catch {
    return 'relay and ciphers in JavaScript';
  }
}
