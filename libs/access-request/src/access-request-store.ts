import type { PersonId, RequestId, SiteId } from '@gatehouse/kernel';
import type { AccessRequest, Review } from './access-request.js';

/** Requests and reviews in the database, bound to the running transaction. */
export interface AccessRequestStore {
  add(request: AccessRequest): Promise<void>;
  /**
   * Reads a request with its reviews and locks its row until the transaction ends, so that two who decide at
   * once take turns and the second sees what the first did.
   */
  lock(id: RequestId): Promise<AccessRequest | null>;
  /** Moves a pending request to its final state. False when it was not pending any more. */
  finish(
    id: RequestId,
    state: 'approved' | 'denied' | 'withdrawn' | 'expired',
    at: Date,
    reason: string | null,
  ): Promise<boolean>;
  /**
   * False when this person has reviewed the request before.
   * @throws DomainError `not-a-reviewer` when the database says so at this very moment.
   */
  addReview(requestId: RequestId, review: Review): Promise<boolean>;
  /** Those of the people who are active, of the plant, and approvers of the site at this moment. */
  stillApprovers(siteId: SiteId, people: readonly PersonId[]): Promise<PersonId[]>;
  /** Moves every pending request that is past its answer time, or whose window is over, to `expired`. */
  expireDue(now: Date): Promise<{ id: RequestId; siteId: SiteId; requesterId: PersonId }[]>;
  /** How many requests of the person are pending, and how many were sent since `since`, refused ones included. */
  countOf(requesterId: PersonId, since: Date): Promise<{ pending: number; recent: number }>;
}
