/** Who did it. A person, or the gateway itself (a job, a deadline). */
export interface Actor {
  kind: 'person' | 'system' | 'anonymous';
  id?: string;
  /** Display name at the time, so that the entry still reads when the person is gone. */
  name?: string;
  /** Source address of the socket, never a header of an untrusted peer. */
  source?: string;
}

/**
 * A fact that happened, as it goes into the audit trail and the outbox in the same transaction as the change.
 * One function per kind of event makes it (libs/audit/src/events), and so holds its wording and its secrecy.
 */
export interface DomainEvent {
  /** Kind, such as `request.submitted`. */
  kind: string;
  at: Date;
  actor: Actor;
  /** Site the event belongs to, so that an auditor of one site sees it; null for the installation. */
  siteId: string | null;
  /** What it is about, by role: `{ request: 'req_…', target: 'tgt_…' }`. */
  subjects: Readonly<Record<string, string>>;
  /** JSON values only. Never a secret. */
  data: Readonly<Record<string, unknown>>;
}

/** Appends the event to the audit trail and to the outbox of the running transaction. */
export interface EventLog {
  append(event: DomainEvent): Promise<void>;
}
