import { createPrivateKey, sign } from 'node:crypto';
import type { LentCredential } from '@gatehouse/session/plugin';
import { authenticationOf } from './ssh2-internals.js';

type LentCertificate = Extract<LentCredential, { kind: 'ssh-certificate' }>;

/** PROTOCOL.certkeys of OpenSSH. */
const certificateType = 'ssh-ed25519-cert-v01@openssh.com';
const userAuthRequest = 50;

/**
 * Signs in with an OpenSSH certificate. ssh2 cannot: it names the certificate's type in the signature, where OpenSSH
 * wants the type of the key inside (`ssh-ed25519`), and refuses the sign-in. So the one message of RFC 4252 section 7
 * is laid out here, signed without asking first whether the key would do; the answer goes to ssh2 as usual.
 * @param connection an ssh2 client that has finished its first key exchange and is not in another.
 */
export function presentCertificate(connection: object, account: string, lent: LentCertificate): void {
  const { sessionId, send } = authenticationOf(connection);
  const request = Buffer.concat([
    Buffer.of(userAuthRequest),
    string(account),
    string('ssh-connection'),
    string('publickey'),
    Buffer.of(1),
    string(certificateType),
    string(lent.certificate),
  ]);
  const key = createPrivateKey({ key: lent.secret, format: 'der', type: 'pkcs8' });
  const signature = sign(null, Buffer.concat([string(sessionId), request]), key);
  send(
    'publickey',
    Buffer.concat([request, string(Buffer.concat([string('ssh-ed25519'), string(signature)]))]),
  );
}

/** RFC 4251 section 5. */
function string(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
