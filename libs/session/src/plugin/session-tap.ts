import type { AuditableFact, SessionEvent } from './session-event.js';

/** Where a relay lays down what it is about to forward. Both verbs are awaited: nothing is done unrecorded. */
export interface SessionTap {
  /**
   * Invariant: resolves only when the event is in the recording and the session may still go on; a relay forwards
   * after that, never before. Rejects with `SessionOver` when the session has ended, so that nothing is forwarded.
   */
  record(event: SessionEvent): Promise<void>;
  /** Counts what a person did, for the idle limit. Keepalives and output of the target are no input. */
  touched(): void;
  /** Counts bytes that are on record in another form than as they passed, such as those of files. */
  passed(bytes: { readonly toTarget: number; readonly toClient: number }): void;
  /** Resolves when the fact is on its way into the audit trail and in the recording. */
  note(fact: AuditableFact): Promise<void>;
}

/** The session has ended while somebody waited; the reason is already settled elsewhere. */
export class SessionOver extends Error {
  constructor() {
    super('the session is over');
    this.name = 'SessionOver';
  }
}
