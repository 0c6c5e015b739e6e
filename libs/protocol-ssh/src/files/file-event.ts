/** What goes on record about files, in the order in which it happens. */
export type FileEvent =
  /** What a person reads in the timeline: a file opened, transferred, changed, refused. */
  | { readonly kind: 'mark'; readonly name: string; readonly data: Readonly<Record<string, unknown>> }
  /** Entries as in docs/recording-format.md, "File frames": every operation, and content where it is kept. */
  | { readonly kind: 'file'; readonly bytes: Buffer };

/**
 * Resolves when the event is on record and the session goes on; rejects when it does not, and then nothing is
 * forwarded. Called several times without waiting in between, it keeps the order of the calls.
 */
export type RecordFile = (event: FileEvent) => Promise<void>;
