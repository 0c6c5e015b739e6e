import { createHash, timingSafeEqual } from 'node:crypto';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { RefusedDial, unreachable } from './refused-dial.js';
import type { TargetWire } from './target-wire.js';

/**
 * Goes on within TLS with the target whose certificate is pinned; nothing was sent to any other. Gives the certificate, of which the
 * target has proven that it holds the key.
 * @param pinned in DER. @throws RefusedDial.
 */
export async function secureTarget(wire: TargetWire, pinned: Uint8Array): Promise<Buffer> {
  const plain = wire.release();
  if (!plain) throw unreachable('the target sent plain bytes where TLS was to begin');
  // The certificate is pinned: it is compared as a whole, so who signed it for whom and until when proves nothing more.
  const tls = connect({
    socket: plain,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    checkServerIdentity: () => undefined,
  });
  await secured(tls);
  const certificate = tls.getPeerX509Certificate()?.raw;
  if (!certificate) throw unreachable('the target showed no certificate');
  if (!isSame(certificate, pinned))
    throw new RefusedDial({
      refused: 'identity-mismatch',
      observed: { keyType: 'x509', key: certificate, fingerprint: certificateFingerprint(certificate) },
    });
  wire.continueOver(tls);
  return certificate;
}

/** `SHA256:` and base64 without padding over the DER, in the form of an SSH key's. */
export function certificateFingerprint(der: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(der).digest('base64').replace(/=+$/, '')}`;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}

function secured(tls: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    tls.once('secureConnect', resolve);
    tls.once('error', (error: NodeJS.ErrnoException) =>
      reject(unreachable(`TLS with the target failed (${error.code ?? error.name})`)),
    );
    tls.once('close', () => reject(unreachable('the target closed the connection while TLS began')));
    // Stays: an error after the handshake is the reader's to tell, and must not be thrown for want of a listener.
    tls.on('error', () => undefined);
  });
}
