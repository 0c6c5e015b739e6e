import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** TS_SET_ERROR_INFO_PDU (MS-RDPBCGR section 2.2.5.1.1): gives the code; 0 is no error. @throws MalformedPdu. */
export function readErrorInfo(body: Uint8Array): number {
  return new PduReader(body, 'set error info PDU').u32();
}

/** The body of a share data PDU. */
export function writeErrorInfo(code: number): Buffer {
  return new PduWriter().u32(code).done();
}

/** Codes that a gateway sends itself. */
export const errorInfoCodes = {
  none: 0,
  endedByAdministrator: 1,
  loggedOffByAdministrator: 2,
  idleTimeout: 3,
  logonTimeout: 4,
  takenOver: 5,
  denied: 7,
  insufficientPrivileges: 9,
} as const;

/** In words for people, without the server's own. Unknown codes are told by number. */
export function errorInfoInWords(code: number): string {
  const known = words[code];
  if (known !== undefined) return known;
  const number = `0x${code.toString(16).padStart(8, '0')}`;
  if (code >= 0x100 && code < 0x400) return `the licence service of the server refused (${number})`;
  if (code >= 0x400 && code < 0x1000) return `the connection broker refused (${number})`;
  if (code >= 0x10c9 && code < 0x1200) return `the server found a fault in the protocol (${number})`;
  return `the server ended the session (${number})`;
}

/** Section 2.2.5.1.1, those that say something to whoever runs a target. */
const words: Readonly<Record<number, string>> = {
  0x0: 'no error',
  0x1: 'an administrator ended the session',
  0x2: 'an administrator logged the account off',
  0x3: 'the session was idle for too long',
  0x4: 'the time allowed for the session is over',
  0x5: 'another connection took the session over',
  0x6: 'the server ran out of memory',
  0x7: 'the server denied the connection',
  0x9: 'the account has no right to sign in here',
  0xa: 'the server takes no saved credentials; they are to be typed in',
  0xb: 'the session was ended from another program',
  0xc: 'the account was logged off',
  0x10: 'the driver of the display was too slow',
  0x11: 'the desktop of the server has died',
  0x12: 'the logon process of the server has died',
  0x13: 'the session manager of the server has died',
  0x17: 'the server is restarting',
  0x18: 'the session was ended because the desktop composition failed',
  0x19: 'the server is shutting down',
  0x1a: 'the server is restarting',
  0x100: 'the licence service of the server failed',
  0x101: 'no licence server is there for the server',
  0x102: 'no licence is left for this client',
  0x103: 'the client sent a message about licences that the server did not take',
  0x104: 'the licence of this client does not fit',
  0x105: 'the licence of this client does not fit',
  0x106: 'the licence exchange was ended too early',
  0x107: 'the licence of this client could not be decrypted',
  0x108: 'the licence of this client could not be upgraded',
  0x109: 'the server takes no connections with licences of this kind',
};
