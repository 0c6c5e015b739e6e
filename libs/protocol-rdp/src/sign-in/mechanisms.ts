/** What a peer may offer to sign in by, within SPNEGO; the contents of object identifiers in hexadecimal. */
const identifiers = {
  /** 1.3.6.1.4.1.311.2.2.10 */
  ntlm: '2b06010401823702020a',
  /** 1.2.840.113554.1.2.2 */
  kerberos: '2a864886f712010202',
  /** 1.2.840.48018.1.2.2, as Windows had it wrong. */
  'kerberos-microsoft': '2a864882f712010202',
  /** 1.2.840.113554.1.2.2.3, user to user. */
  'kerberos-user-to-user': '2a864886f71201020203',
  /** 1.3.6.1.4.1.311.2.2.30 */
  negoex: '2b06010401823702021e',
} as const;

export type MechanismName = keyof typeof identifiers;

/**
 * The mechanisms that are spoken, best first. This is the place where Kerberos would come in: a mechanism of its own beside
 * sign-in/ntlm, and its name here. It is not built.
 */
export const spokenMechanisms: readonly MechanismName[] = ['ntlm'];

export const ntlmIdentifier = Buffer.from(identifiers.ntlm, 'hex');

/** Null for one that nobody here has heard of. */
export function mechanismName(identifier: Uint8Array): MechanismName | null {
  const hex = Buffer.from(identifier).toString('hex');
  const [name] = Object.entries(identifiers).find(([, known]) => known === hex) ?? [];
  return (name as MechanismName | undefined) ?? null;
}

export function isSpoken(identifier: Uint8Array): boolean {
  const name = mechanismName(identifier);
  return name !== null && spokenMechanisms.includes(name);
}

/** For administrators, wherever a peer takes no NTLM. */
export const kerberosNeeded =
  'signing in by Kerberos is not supported, and NTLM was not accepted: use an account for which NTLM is allowed (none of the group Protected Users, none whose domain restricts NTLM)';
