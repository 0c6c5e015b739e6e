import type { DesktopEndpoint } from '@gatehouse/desktop';
import { TargetGone } from '../wire/target-faults.js';
import type { TargetWire } from '../wire/target-wire.js';
import type { VncSettings } from '../vnc-settings.js';
import { certificateFingerprint, certificateIdentity, isSameCertificate } from './certificate-identity.js';
import { chooseSecurity } from './choose-security.js';
import type { SignInMeans } from './choose-security.js';
import { greet, readReason } from './greet.js';
import type { Greeting } from './greet.js';
import { credentialNotAccepted, notAllowed, RefusedDial, unreachable } from './refused-dial.js';
import { isCertified, isEncrypted, securityName, securityTypes } from './security-types.js';
import { startTls } from './start-tls.js';
import { chooseTightType, readTightOffer } from './tight-security.js';
import { chooseSubtype, readSubtypes } from './vencrypt.js';
import { vncAuthResponse } from './vnc-auth.js';

export interface SignedIn {
  /** Of the pinned certificate, which the target proved; null when nothing was proven. */
  readonly identityFingerprint: string | null;
  /** More follows ServerInit. */
  readonly isTight: boolean;
}

/**
 * Everything up to SecurityResult. Invariant: where a certificate is pinned, or the settings ask for one, nothing of the
 * credential and no other security type goes to a target that has not proven that very certificate. Throws
 * `RefusedDial`, and `TargetGone` when it hangs up.
 */
export async function signIn(wire: TargetWire, to: DesktopEndpoint<VncSettings>): Promise<SignedIn> {
  const means: SignInMeans = {
    account: to.account,
    hasSecret: to.secret !== null,
    needsCertificate: to.settings.protection === 'certificate' || to.pinnedIdentity.length > 0,
  };
  const greeting = await greet(wire);
  let type = chosenOf(greeting.offered, means, greeting.offered.includes(securityTypes.VeNCrypt));
  if (greeting.version.minor !== 3) wire.send(Buffer.from([type]));
  let identityFingerprint: string | null = null;
  const isWrapped = type === securityTypes.VeNCrypt;
  if (isWrapped) {
    type = chosenOf(await readSubtypes(wire), means, false);
    await chooseSubtype(wire, type, isEncrypted(type));
    if (isEncrypted(type)) identityFingerprint = await encrypt(wire, type, to, means);
  }
  const isTight = type === securityTypes.Tight;
  if (isTight) {
    const offered = await readTightOffer(wire);
    type = offered.length === 0 ? securityTypes.None : chosenOf(offered.filter(isPlain), means, false);
    if (offered.length > 0) chooseTightType(wire, type);
  }
  await proveSecret(wire, type, to);
  // Before 3.8 nobody waits for a result where nothing was asked (RFC 6143 appendix A).
  const isUnasked = type === securityTypes.None && !isTight && !isWrapped && greeting.version.minor < 8;
  if (!isUnasked) await readResult(wire, type, greeting);
  return { identityFingerprint, isTight };
}

function isPlain(type: number): boolean {
  return type === securityTypes.None || type === securityTypes.VncAuth;
}

function chosenOf(offered: readonly number[], means: SignInMeans, hasVencrypt: boolean): number {
  if (hasVencrypt) return securityTypes.VeNCrypt;
  const type = chooseSecurity(offered, means);
  if (type !== null) return type;
  if (!means.hasSecret && chooseSecurity(offered, { ...means, hasSecret: true }) !== null)
    throw credentialNotAccepted('the target asks for a password, and none is stored for it');
  const offers = offered.map(securityName).slice(0, 16).join(', ') || 'nothing';
  throw notAllowed(
    means.needsCertificate
      ? `the target offers ${offers}, and none of it proves its certificate`
      : `the target offers ${offers}, and none of it can be used`,
  );
}

/** Into TLS. Nothing was sent yet that is secret, and nothing will be when the certificate is another. */
async function encrypt(
  wire: TargetWire,
  type: number,
  to: DesktopEndpoint<VncSettings>,
  { needsCertificate }: SignInMeans,
): Promise<string | null> {
  const certificate = await startTls(wire, isCertified(type) ? 'certificate' : 'anonymous');
  if (!needsCertificate) return null;
  if (!certificate) throw notAllowed('the target proves no certificate');
  if (!isSameCertificate(certificate, to.pinnedIdentity))
    throw new RefusedDial({ refused: 'identity-mismatch', observed: certificateIdentity(certificate) });
  return certificateFingerprint(certificate);
}

async function proveSecret(
  wire: TargetWire,
  type: number,
  { account, secret }: DesktopEndpoint<VncSettings>,
): Promise<void> {
  switch (type) {
    case securityTypes.VncAuth:
    case securityTypes.TLSVnc:
    case securityTypes.X509Vnc:
      wire.send(vncAuthResponse(secret ?? new Uint8Array(0), await wire.input.take(16)));
      break;
    case securityTypes.TLSPlain:
    case securityTypes.X509Plain: {
      const [name, password] = [Buffer.from(account), Buffer.from(secret ?? [])];
      const lengths = Buffer.alloc(8);
      lengths.writeUInt32BE(name.length, 0);
      lengths.writeUInt32BE(password.length, 4);
      wire.send(Buffer.concat([lengths, name, password]));
      password.fill(0);
      break;
    }
    default:
  }
}

const accepted = 0;
const tooMany = 2;

/** RFC 6143 section 7.1.3. */
async function readResult(wire: TargetWire, type: number, { version }: Greeting): Promise<void> {
  let result: number;
  try {
    result = await wire.input.u32();
  } catch (error) {
    if (!(error instanceof TargetGone)) throw error;
    throw unreachable('the target closed the connection instead of answering the sign-in');
  }
  if (result === accepted) return;
  const reason = version.minor === 8 ? await reasonIfAny(wire) : 'it gave no reason';
  const isAsked = ![securityTypes.None, securityTypes.TLSNone, securityTypes.X509None].some(
    (none) => none === type,
  );
  if (result === tooMany || /too many/i.test(reason))
    throw unreachable(`the target takes no sign-in for now, after too many that failed: ${reason}`);
  throw isAsked
    ? credentialNotAccepted(`the target did not accept the password: ${reason}`)
    : unreachable(`the target turned the connection away: ${reason}`);
}

async function reasonIfAny({ input }: TargetWire): Promise<string> {
  try {
    return await readReason(input);
  } catch (error) {
    if (error instanceof TargetGone) return 'it gave no reason';
    throw error;
  }
}
