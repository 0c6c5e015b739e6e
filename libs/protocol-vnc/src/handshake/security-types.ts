/** RFC 6143 section 7.1.2, and the registry of the rfbproto community document. From 256 on: subtypes of VeNCrypt. */
export const securityTypes = {
  None: 1,
  VncAuth: 2,
  RA2: 5,
  RA2ne: 6,
  Tight: 16,
  Ultra: 17,
  TLS: 18,
  VeNCrypt: 19,
  'Apple DH': 30,
  'MS-Logon II': 113,
  RA256: 129,
  Plain: 256,
  TLSNone: 257,
  TLSVnc: 258,
  TLSPlain: 259,
  X509None: 260,
  X509Vnc: 261,
  X509Plain: 262,
} as const;

const names = new Map<number, string>(Object.entries(securityTypes).map(([name, type]) => [type, name]));

/** `VncAuth`, or `type 42`. */
export function securityName(type: number): string {
  return names.get(type) ?? `type ${type}`;
}

/** In TLS with a certificate. */
export function isCertified(type: number): boolean {
  return type >= securityTypes.X509None && type <= securityTypes.X509Plain;
}

/** In TLS, with a certificate or without. */
export function isEncrypted(type: number): boolean {
  return type >= securityTypes.TLSNone && type <= securityTypes.X509Plain;
}
