import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';

export interface DoorCertificate {
  /** PEM, the certificate first, then those that issued it. */
  readonly cert: string;
  readonly key: string;
}

/**
 * TLS 1.2 and 1.3, with forward secrecy and authenticated ciphers only. No tickets: a session that is resumed skips the certificate, and
 * clients of NLA bind their proof to it.
 */
export function doorContext({ cert, key }: DoorCertificate): SecureContext {
  return createSecureContext({
    cert,
    key,
    minVersion: 'TLSv1.2',
    ciphers:
      'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20',
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
  });
}
