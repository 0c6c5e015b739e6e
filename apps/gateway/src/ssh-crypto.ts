import { createRequire } from 'node:module';

/** Which ciphers the SSH library runs, for the person at the console: the JavaScript ones are the same, but slower. */
export function sshCryptoInUse(): string {
  try {
    createRequire(import.meta.url)('ssh2/lib/protocol/crypto/build/Release/sshcrypto.node');
    return 'native ciphers';
  } catch {
    return 'JavaScript ciphers (slower; a C++ compiler at the next start builds the native ones)';
  }
}
