/** Set Error Info codes (MS-RDPBCGR section 2.2.5.1.1): what a client can say in its own words about an end. */
export const errorInfo = {
  endedByAdministrator: 0x1,
  idleTimeout: 0x3,
  timeIsOver: 0x4,
  deniedConnection: 0x7,
  insufficientRights: 0x9,
  loggedOff: 0xc,
} as const;

const nearest: Readonly<Record<string, number>> = {
  'GH-EXPIRED': errorInfo.timeIsOver,
  'GH-IDLE': errorInfo.idleTimeout,
  'GH-TARGET': errorInfo.loggedOff,
  'GH-ENDED': errorInfo.loggedOff,
  'GH-TICKET': errorInfo.insufficientRights,
  'GH-NO-ACCESS': errorInfo.insufficientRights,
  'GH-NOT-YET': errorInfo.insufficientRights,
  'GH-NOT-INCLUDED': errorInfo.insufficientRights,
  'GH-FACTOR': errorInfo.insufficientRights,
};

/** The nearest to the reason that the portal gives in whole sentences. */
export function errorInfoOf(code: string, whileItRan: boolean): number {
  return nearest[code] ?? (whileItRan ? errorInfo.endedByAdministrator : errorInfo.deniedConnection);
}
