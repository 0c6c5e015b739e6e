import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { StreamReader } from '@gatehouse/desktop';
import { readTpdu } from '../server/read-tpdu.js';
import { readConnectionConfirm } from '../wire/x224/connection-confirm.js';
import type { ConnectionConfirm } from '../wire/x224/connection-confirm.js';
import { writeConnectionRequest } from '../wire/x224/connection-request.js';
import { negotiationFailures, securityProtocols } from '../wire/x224/security-protocols.js';

/** What an RDP server shows of itself before anybody signs in. */
export interface RdpIdentity {
  /** How it would go on. `none`: RDP's own encryption only, which proves nothing. */
  readonly security: 'nla' | 'tls' | 'none';
  /** In DER, when it showed one and proved that it holds the key. */
  readonly certificate: Buffer | null;
  /** `SHA256:…` of the certificate. */
  readonly fingerprint: string | null;
}

const scanMs = 10_000;
/** X.224 says the size of a connection confirm in one byte. */
const longestConfirm = 256;

/**
 * Asks a server how it is protected and which certificate it has, and hangs up before any sign-in: no name, no password is sent to
 * it. Rejects with an `Error` for administrators when nothing answers as RDP within ten seconds.
 */
export async function scanRdpIdentity(
  address: string,
  port: number,
  signal: AbortSignal = AbortSignal.timeout(scanMs),
): Promise<RdpIdentity> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(scanMs)]);
  const socket = connect({ host: address, port, noDelay: true });
  // What went wrong is told by whoever waits for the socket.
  socket.on('error', () => undefined);
  const cut = (): void => void socket.destroy();
  late.addEventListener('abort', cut, { once: true });
  try {
    await connected(socket);
    return await look(socket);
  } catch (error) {
    throw new Error(late.aborted ? 'no answer in time' : problemOf(error), { cause: error });
  } finally {
    late.removeEventListener('abort', cut);
    cut();
  }
}

async function look(socket: Socket): Promise<RdpIdentity> {
  const { tls, hybrid, hybridEx } = securityProtocols;
  const protocols = tls | hybrid | hybridEx;
  socket.write(writeConnectionRequest({ cookie: null, routingToken: null, protocols, flags: 0 }));
  const reader = new StreamReader(socket);
  const tpdu = await readTpdu(reader, longestConfirm);
  reader.release();
  if (tpdu === null) throw new Error('it hung up');
  const security = securityOf(readConnectionConfirm(tpdu), protocols);
  if (security === 'none') return { security, certificate: null, fingerprint: null };
  const certificate = await certificateOf(socket);
  const hash = createHash('sha256').update(certificate).digest('base64');
  return { security, certificate, fingerprint: `SHA256:${hash.replace(/=+$/, '')}` };
}

function securityOf(confirm: ConnectionConfirm, asked: number): RdpIdentity['security'] {
  const { rdp, tls } = securityProtocols;
  if (confirm.kind === 'unnegotiated') return 'none';
  if (confirm.kind === 'refused') {
    // Without TLS, or without a certificate for it.
    if (confirm.failure === 2 || confirm.failure === 3) return 'none';
    throw new Error(negotiationFailures[confirm.failure] ?? 'it refuses to go on');
  }
  if (confirm.protocol === rdp) return 'none';
  if ((confirm.protocol & asked) === 0) throw new Error('it chose what nobody asked for');
  return confirm.protocol === tls ? 'tls' : 'nla';
}

/** Whose certificate it is, an administrator compares: no authority is asked. */
async function certificateOf(socket: Socket): Promise<Buffer> {
  const stream: TLSSocket = connectTls({ socket, rejectUnauthorized: false, minVersion: 'TLSv1.2' });
  stream.on('error', () => undefined);
  await connected(stream, 'secureConnect');
  const { raw } = stream.getPeerCertificate() as { raw?: Buffer };
  stream.destroy();
  if (!raw || raw.length === 0) throw new Error('it showed no certificate');
  return Buffer.from(raw);
}

function connected(socket: Socket, event: 'connect' | 'secureConnect' = 'connect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it hung up')));
  });
}

function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `it cannot be reached (${code})`;
}
