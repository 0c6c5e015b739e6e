import { isCertified, securityTypes } from './security-types.js';

/** What a target is signed in to with, and what it must prove. */
export interface SignInMeans {
  readonly account: string;
  readonly hasSecret: boolean;
  /** Nothing but TLS with a certificate will do. */
  readonly needsCertificate: boolean;
}

/**
 * The strongest way in among those offered for which there are means; null when there is none. Encryption with a
 * certificate comes before encryption without, and that before none at all; within each, a name and password before a
 * password, where there is a name. Without TLS the whole password is never sent: `Plain` alone is not spoken.
 * Invariant: where a certificate is needed nothing else is ever chosen, whatever else is offered.
 */
export function chooseSecurity(offered: readonly number[], means: SignInMeans): number | null {
  const { TLSNone, TLSVnc, TLSPlain, X509None, X509Vnc, X509Plain, VncAuth, Tight, None } = securityTypes;
  const order = [X509Plain, X509Vnc, X509None, TLSPlain, TLSVnc, TLSNone, VncAuth, Tight, None];
  return order.find((type) => offered.includes(type) && canUse(type, means)) ?? null;
}

function canUse(type: number, { account, hasSecret, needsCertificate }: SignInMeans): boolean {
  if (needsCertificate && !isCertified(type)) return false;
  if (type === securityTypes.X509Plain || type === securityTypes.TLSPlain) return hasSecret && account !== '';
  if (type === securityTypes.VncAuth || type === securityTypes.X509Vnc || type === securityTypes.TLSVnc)
    return hasSecret;
  return true;
}
