/**
 * A broken promise: thrown, never returned. A refusal the caller must handle is a value instead.
 * The code is stable and part of the API; apps/gateway/src/http/error-mapping.ts gives each its HTTP status.
 */
export const domainErrorCodes = [
  'not-found',
  'invalid-input',
  'conflict',
  'forbidden',
  'sign-in-required',
  'sign-in-refused',
  'code-refused',
  'fresh-factor-required',
  'too-many-attempts',
  'request-not-pending',
  'request-changed',
  'reviewer-is-requester',
  'already-reviewed',
  'not-a-reviewer',
  'denied-by-policy',
  'policy-broken',
  'grant-not-open',
  'grant-closed',
  'grant-changed',
  'grant-in-use',
  'ticket-invalid',
  'invitation-invalid',
  'recorder-unavailable',
  'authority-stale',
  'locked',
  'already-set-up',
  'not-ready',
] as const;

export type DomainErrorCode = (typeof domainErrorCodes)[number];

export class DomainError extends Error {
  constructor(
    readonly code: DomainErrorCode,
    /** Tells the reader what to do next. Holds no secret and no hint of what the reader may not see. */
    message: string,
    /** Per-field or per-reason detail that is safe to show. */
    readonly details?: readonly ErrorDetail[],
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

export interface ErrorDetail {
  field?: string;
  code?: string;
  message: string;
}
