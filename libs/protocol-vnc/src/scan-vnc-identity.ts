import { openSocket } from '@gatehouse/session/plugin';
import { networkReasons } from './dial-vnc.js';
import { certificateFingerprint } from './handshake/certificate-identity.js';
import { greet } from './handshake/greet.js';
import { RefusedDial } from './handshake/refused-dial.js';
import { isCertified, securityName, securityTypes } from './handshake/security-types.js';
import { startTls } from './handshake/start-tls.js';
import { chooseSubtype, readSubtypes } from './handshake/vencrypt.js';
import { TargetWire } from './wire/target-wire.js';

/** What a VNC server shows of itself before anybody signs in. */
export interface VncIdentity {
  /** As it says it, such as `3.8`. */
  readonly version: string;
  /** By name, in its order; those within VeNCrypt follow VeNCrypt. */
  readonly securityTypes: readonly string[];
  /** In DER, when it showed one and proved that it holds the key. */
  readonly certificate: Buffer | null;
  /** `SHA256:…` of the certificate. */
  readonly fingerprint: string | null;
  /** A certificate can be pinned for it. Otherwise nothing about it can be proven. */
  readonly provesIdentity: boolean;
}

const scanMs = 10_000;

/**
 * Asks a server what it offers and which certificate it has, and hangs up before any sign-in: no name, no password is sent
 * to it. Rejects with an `Error` for administrators when nothing answers as VNC within ten seconds.
 */
export async function scanVncIdentity(
  address: string,
  port: number,
  signal: AbortSignal = AbortSignal.timeout(scanMs),
): Promise<VncIdentity> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(scanMs)]);
  try {
    const { socket } = await openSocket({ address, port }, late);
    const wire = new TargetWire(socket);
    const cut = (): void => wire.cut();
    late.addEventListener('abort', cut, { once: true });
    try {
      return await look(wire);
    } finally {
      late.removeEventListener('abort', cut);
      cut();
    }
  } catch (error) {
    throw new Error(late.aborted ? 'no answer in time' : problemOf(error), { cause: error });
  }
}

async function look(wire: TargetWire): Promise<VncIdentity> {
  const { version, offered } = await greet(wire);
  const names = offered.map(securityName);
  let certificate: Buffer | null = null;
  if (offered.includes(securityTypes.VeNCrypt)) {
    wire.send(Buffer.from([securityTypes.VeNCrypt]));
    const subtypes = await readSubtypes(wire);
    names.splice(offered.indexOf(securityTypes.VeNCrypt) + 1, 0, ...subtypes.map(securityName));
    const subtype = subtypes.find(isCertified);
    if (subtype !== undefined) {
      await chooseSubtype(wire, subtype, true);
      certificate = await startTls(wire, 'certificate');
    }
  }
  return {
    version: version.said,
    securityTypes: names,
    certificate,
    fingerprint: certificate && certificateFingerprint(certificate),
    provesIdentity: certificate !== null,
  };
}

function problemOf(error: unknown): string {
  if (error instanceof RefusedDial && 'detail' in error.refusal) return error.refusal.detail;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : (networkReasons[code] ?? `it cannot be reached (${code})`);
}
