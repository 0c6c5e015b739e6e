import type { Checkpoint, RecordingEnding, SealedRecording } from '../recorder.js';
import type { ReadableUpTo } from '../spool/spool-reader.js';
import type { FoldJob, FoldTime } from './recording-folder.js';

/** To the folding worker. Plain data; what is sent about one recording is handled in order. */
export type FoldingRequest =
  | { type: 'open'; id: string; job: FoldJob }
  | { type: 'advance'; id: string; upTo: ReadableUpTo; time: FoldTime }
  | { type: 'seal'; id: string; ending: RecordingEnding; time: FoldTime }
  | { type: 'release'; id: string };

/** From the folding worker. */
export type FoldingReport =
  | { type: 'folded'; id: string; consumedBytes: number }
  | { type: 'checkpoint'; id: string; checkpoint: Checkpoint }
  | { type: 'sealed'; id: string; sealed: SealedRecording }
  /** The work goes on at the next request: the spool holds everything meanwhile. */
  | { type: 'failed'; id: string; message: string };

/** The one side of a message channel, in a worker or on the same thread. */
export interface FoldingPort {
  postMessage(message: FoldingReport): void;
  on(event: 'message', listener: (message: FoldingRequest) => void): unknown;
}
