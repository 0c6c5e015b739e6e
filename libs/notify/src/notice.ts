/** A request that waits for an answer, as a notice tells of it. Everything here may leave the gateway. */
export interface WaitingRequest {
  readonly requestId: string;
  readonly requester: string;
  readonly organisation: string | null;
  readonly siteName: string;
  /** IANA name; times in a notice are plant time. */
  readonly timeZone: string;
  /** Plant tags with names. */
  readonly machines: readonly { readonly tag: string; readonly name: string }[];
  readonly purpose: string;
  readonly plannedChange: boolean;
  readonly workOrder: string | null;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly answerBy: Date;
  /** Page of the portal where it is decided, after signing in. Opening it decides nothing. */
  readonly url: string;
}

/**
 * Tells people outside the portal. Guarantees nothing about arrival; what a notice tells is also in the portal.
 * Rejects when the next station did not take it, and may then be called again: the receiver can see the same
 * notice twice.
 */
export interface Notifier {
  tell(request: WaitingRequest, to: readonly Recipient[]): Promise<void>;
}

export interface Recipient {
  readonly displayName: string;
  readonly email: string;
}
