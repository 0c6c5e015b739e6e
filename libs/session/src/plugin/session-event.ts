/**
 * What goes on record, in the order in which it happened. `terminal-*` bytes are recorded as they are; `mask` stands
 * for typed bytes that the target did not echo, and holds neither them nor their number. `stream-*` are the bytes of a
 * forwarded connection; `file` is what passed of a file, as the protocol lib writes it. Those of a desktop are in the forms
 * of `@gatehouse/screen`; `input` is a key. `lifted` says that so many keys and buttons which were down at the target were let
 * go there by the gateway: at a freeze, at the end, when the client was lost. It is taken after the end too.
 */
export type SessionEvent =
  | { readonly kind: 'terminal-out' | 'terminal-err' | 'terminal-in'; readonly bytes: Buffer }
  | { readonly kind: 'stream-out' | 'stream-in' | 'file'; readonly bytes: Buffer }
  | { readonly kind: 'screen-update' | 'cursor' | 'pointer' | 'input' | 'clipboard'; readonly bytes: Buffer }
  | { readonly kind: 'lifted'; readonly keys: number; readonly buttons: number }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'mark'; readonly name: string; readonly data: Readonly<Record<string, unknown>> };

/** Something that was refused or happened on the wire and belongs into the audit trail. JSON values, no secret. */
export interface AuditableFact {
  /** Dotted, such as `channel.refused`. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}
