import type { RecordFile } from './file-event.js';
import type { FileLimits } from './file-limits.js';
import type { FileRights } from './file-rights.js';
import type { PathTurns } from './path-turns.js';

export interface FileSettings {
  readonly rights: FileRights;
  readonly limits: FileLimits;
  /** Content goes on record too, beside its digest. */
  readonly keepContents: boolean;
  /** One for all channels of a session. */
  readonly turns: PathTurns;
  /** Invariant: nothing reaches the target or the client before its record has resolved. */
  readonly record: RecordFile;
}

/** How an inspected channel ended. Its caller closes both sides. */
export interface FileStreamEnd {
  /** Who left, or who broke the protocol. */
  readonly by: 'client' | 'target';
  /** What was wrong with the bytes; null for an ordinary end. */
  readonly broken: string | null;
}
