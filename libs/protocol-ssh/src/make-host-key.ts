import ssh2 from 'ssh2';

/**
 * A new ed25519 key pair in OpenSSH's form, with no passphrase. About one in 180 that ssh2 makes cannot be read back
 * by ssh2 itself (a byte in front of it reads as part of the encoding), so each is tried before it is given out.
 */
export function makeHostKey(): { readonly private: string; readonly public: string } {
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync('ed25519');
    if (isWhole(made)) return made;
  }
}

function isWhole(pair: { private: string; public: string }): boolean {
  const [secret, open] = [ssh2.utils.parseKey(pair.private), ssh2.utils.parseKey(pair.public)].map(
    (key: ssh2.ParsedKey | ssh2.ParsedKey[] | Error) => (Array.isArray(key) ? key[0] : key),
  );
  if (!secret || !open || secret instanceof Error || open instanceof Error) return false;
  const words = Buffer.from('what one half signs, the other half knows');
  return open.verify(words, secret.sign(words)) === true;
}
