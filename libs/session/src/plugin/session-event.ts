/**
 * What goes on record, in the order in which it happened. `terminal-*` bytes are recorded as they are; `mask` stands
 * for typed bytes that the target did not echo, and holds neither them nor their number.
 */
export type SessionEvent =
  | { readonly kind: 'terminal-out' | 'terminal-err' | 'terminal-in'; readonly bytes: Buffer }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'mark'; readonly name: string; readonly data: Readonly<Record<string, unknown>> };

/** Something that was refused or happened on the wire and belongs into the audit trail. JSON values, no secret. */
export interface AuditableFact {
  /** Dotted, such as `channel.refused`. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}
