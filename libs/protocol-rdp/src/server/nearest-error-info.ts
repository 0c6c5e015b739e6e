import { errorInfoCodes } from '../wire/share/error-info.js';

/** The account was logged off: clients say no more than that it is over. */
const loggedOff = 0xc;

const nearest: Readonly<Record<string, number>> = {
  'GH-EXPIRED': errorInfoCodes.logonTimeout,
  'GH-IDLE': errorInfoCodes.idleTimeout,
  'GH-TARGET': loggedOff,
  'GH-ENDED': loggedOff,
  'GH-TICKET': errorInfoCodes.insufficientPrivileges,
  'GH-NO-ACCESS': errorInfoCodes.insufficientPrivileges,
  'GH-NOT-YET': errorInfoCodes.insufficientPrivileges,
  'GH-NOT-INCLUDED': errorInfoCodes.insufficientPrivileges,
  'GH-FACTOR': errorInfoCodes.insufficientPrivileges,
};

/**
 * What a client can say about an end in its own words (MS-RDPBCGR section 2.2.5.1.1): the nearest to the reason that the portal gives in
 * whole sentences. @param isRunning the end of a session, not the refusal of one.
 */
export function nearestErrorInfo(code: string, isRunning: boolean): number {
  return nearest[code] ?? (isRunning ? errorInfoCodes.endedByAdministrator : errorInfoCodes.denied);
}
