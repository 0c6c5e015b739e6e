import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { TargetWire } from '../wire/target-wire.js';
import { unreachable } from './refused-dial.js';

/**
 * Goes on within TLS. Which certificate is right is the caller's to judge, before it sends anything: no authority vouches
 * for one here. `anonymous` asks for no certificate at all, with ciphers that nothing else would use.
 * @returns the certificate in DER, of which the target has proven that it holds the key; null when anonymous.
 */
export async function startTls(wire: TargetWire, kind: 'certificate' | 'anonymous'): Promise<Buffer | null> {
  const socket = wire.release();
  if (!socket) throw unreachable('the target sent plain bytes where TLS was to begin');
  const tls = connect({ ...(kind === 'anonymous' ? withoutCertificate : withCertificate), socket });
  await secured(tls);
  wire.continueOver(tls);
  if (kind === 'anonymous') return null;
  const certificate = tls.getPeerX509Certificate();
  if (!certificate) throw unreachable('the target showed no certificate');
  return certificate.raw;
}

// The certificate is pinned: it is compared as a whole, so who signed it for whom and until when proves nothing more.
const withCertificate: ConnectionOptions = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  checkServerIdentity: () => undefined,
};

const withoutCertificate: ConnectionOptions = {
  ...withCertificate,
  // TLS 1.3 knows no exchange without a certificate.
  maxVersion: 'TLSv1.2',
  ciphers: 'aNULL:@SECLEVEL=0',
};

function secured(tls: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    tls.once('secureConnect', resolve);
    tls.once('error', (error: NodeJS.ErrnoException) =>
      reject(unreachable(`TLS with the target failed (${error.code ?? error.name})`)),
    );
    tls.once('close', () => reject(unreachable('the target closed the connection while TLS began')));
    // Stays: an error after the handshake is the input's to tell, and must not be thrown for want of a listener.
    tls.on('error', () => undefined);
  });
}
