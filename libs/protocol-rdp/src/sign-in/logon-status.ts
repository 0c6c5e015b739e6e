import { kerberosNeeded } from './mechanisms.js';

/** Why a sign-in by CredSSP came to nothing, as a target's client sees it. */
export type ClientRefusalWord =
  /** The target does not take this account with this password, or does not know it: targets do not say which. */
  | 'wrong-credential'
  /** The account is locked, disabled, expired, must change its password, or may not sign in here or now. */
  | 'account-not-usable'
  /** The target does not have the key of the certificate it showed, or somebody stands in between. No password was sent. */
  | 'target-not-proven'
  /** The target takes neither NTLM nor anything else that is spoken here. */
  | 'mechanism-not-spoken'
  /** The target speaks no version of CredSSP that is taken, or only weak forms of NTLM. */
  | 'too-old'
  | 'malformed-token'
  /** Any other status. */
  | 'refused-by-target';

export interface ClientRefusal {
  readonly refused: ClientRefusalWord;
  /** For administrators: what to do next. Holds neither secrets nor what the target wrote. */
  readonly detail: string;
}

/** MS-ERREF section 2.3.1: what a server of ours answers, whatever was wrong. */
export const logonFailure = 0xc000006d;

const wrong: ClientRefusal = {
  refused: 'wrong-credential',
  detail: 'the target does not accept the account with this password',
};

const statuses = new Map<number, ClientRefusal>([
  [logonFailure, wrong],
  [0xc0000064, wrong], // STATUS_NO_SUCH_USER
  [0xc000006a, wrong], // STATUS_WRONG_PASSWORD
  [0x8009030c, wrong], // SEC_E_LOGON_DENIED
  [0xc000006e, unusable('is restricted: a blank password, the hours or a policy stand against it')],
  [0xc000006f, unusable('may not sign in at this hour')],
  [0xc0000070, unusable('may not sign in from this machine')],
  [0xc0000071, unusable('has a password that has expired')],
  [0xc0000072, unusable('is disabled')],
  [0xc000015b, unusable('may not sign in over the network or by remote desktop')],
  [0xc0000193, unusable('has expired')],
  [0xc0000224, unusable('must change its password first')],
  [0xc0000234, unusable('is locked after too many wrong passwords')],
  [0xc0000413, unusable('may not sign in to this machine (authentication firewall)')],
  [0xc0000418, { refused: 'mechanism-not-spoken', detail: kerberosNeeded }], // STATUS_NTLM_BLOCKED
  [0x80090302, { refused: 'mechanism-not-spoken', detail: kerberosNeeded }], // SEC_E_UNSUPPORTED_FUNCTION
  [0x80090305, { refused: 'mechanism-not-spoken', detail: kerberosNeeded }], // SEC_E_SECPKG_NOT_FOUND
]);

/** @param status an NTSTATUS or a status of SSPI, unsigned. */
export function refusalOfStatus(status: number): ClientRefusal {
  return (
    statuses.get(status) ?? {
      refused: 'refused-by-target',
      detail: `the target refused the sign-in (status 0x${status.toString(16).padStart(8, '0')})`,
    }
  );
}

/** The connection ended while the target was to judge the proof: some servers say no in no other way, FreeRDP's among them. */
export const closedInsteadOfAnswer: ClientRefusal = {
  refused: 'wrong-credential',
  detail:
    'the target closed the connection when the account was to be proven, which is how some refuse a password',
};

function unusable(what: string): ClientRefusal {
  return { refused: 'account-not-usable', detail: `the account at the target ${what}` };
}
