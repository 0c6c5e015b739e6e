/** Why a session ended: one of these, given once, on both legs. */
export const sessionEndReasons = [
  'client-left',
  'target-left',
  'window-ended',
  'revoked',
  'locked',
  'recording-lost',
  'attendant-missing',
  'idle',
  'stale-authority',
  'error',
] as const;
export type SessionEndReason = (typeof sessionEndReasons)[number];
