/** MS-NLMP section 2.2.2.5. */
export const ntlmFlags = {
  unicode: 0x0000_0001,
  requestTarget: 0x0000_0004,
  sign: 0x0000_0010,
  seal: 0x0000_0020,
  ntlm: 0x0000_0200,
  anonymous: 0x0000_0800,
  alwaysSign: 0x0000_8000,
  targetIsServer: 0x0002_0000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  version: 0x0200_0000,
  key128: 0x2000_0000,
  keyExchange: 0x4000_0000,
  key56: 0x8000_0000,
} as const;

const { unicode, requestTarget, sign, seal, ntlm, alwaysSign, targetInfo, version } = ntlmFlags;
const { extendedSessionSecurity, key128, keyExchange, key56 } = ntlmFlags;

/** Without any of these nothing is signed in: the weaker forms of NTLM are not spoken. */
export const neededFlags = allOf(unicode, sign, seal, ntlm, extendedSessionSecurity, key128, keyExchange);

/** What a client of ours asks for. */
export const clientFlags = allOf(neededFlags, requestTarget, alwaysSign, version, key56);

/** What a server of ours lets a client have, beside what it says of itself. */
export const grantableFlags = allOf(clientFlags);

/** What a server of ours adds. */
export const serverFlags = allOf(targetInfo, ntlmFlags.targetIsServer);

export function hasAll(flags: number, wanted: number): boolean {
  return (flags & wanted) >>> 0 === wanted >>> 0;
}

export function allOf(...flags: readonly number[]): number {
  return flags.reduce((sum, flag) => sum | flag, 0) >>> 0;
}
