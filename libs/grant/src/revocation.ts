import type { GrantId, PersonId, SessionId, SiteId, TargetId, VendorOrganisationId } from '@gatehouse/kernel';

/** What a revocation covers: every session of it ends, wherever it runs. */
export type RevocationScope =
  | { scope: 'session'; scopeId: SessionId }
  | { scope: 'grant'; scopeId: GrantId }
  | { scope: 'person'; scopeId: PersonId }
  | { scope: 'vendor-organisation'; scopeId: VendorOrganisationId }
  | { scope: 'target'; scopeId: TargetId }
  | { scope: 'site'; scopeId: SiteId }
  | { scope: 'all'; scopeId: null };

export type RevocationReason = 'revoked' | 'locked' | 'window-ended';

export type NewRevocation = RevocationScope & {
  reason: RevocationReason;
  /** What the person whose session ends reads; null for the standing text. */
  text: string | null;
  /** The person who did it; null for the gateway itself. */
  madeBy: PersonId | null;
  at: Date;
};

export type Revocation = NewRevocation & {
  /** Grows with every row; a reader keeps the last one it acted on. */
  seq: bigint;
};

/**
 * Revocations as a level, not an edge: rows with a growing number, added in the transaction of the change they
 * belong to, never changed or deleted. A reader polls `after`; a NOTIFY only wakes it.
 */
export interface RevocationStore {
  add(revocation: NewRevocation): Promise<void>;
  /**
   * Rows numbered above `seq`, in order. A row of a transaction still running may later appear below a number
   * already read, so a reader goes back a little: it asks from some numbers before the last it saw, and acting
   * twice on a row changes nothing.
   */
  after(seq: bigint): Promise<Revocation[]>;
  /** The highest number there is, 0 when there is none. */
  lastSeq(): Promise<bigint>;
}
