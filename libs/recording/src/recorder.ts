import type { ChannelKind } from './channel-kind.js';

export interface RecordedFrame {
  /** Channel number inside the connection, 0 to 2^31 - 1. */
  channel: number;
  kind: ChannelKind;
  /** At most 8 MiB. Must not be changed before the promise resolves. */
  data: Buffer;
  /** Milliseconds since the start, monotonic; now, when left out. */
  at?: number;
}

export interface Checkpoint {
  /** Number of the checkpoint's chunk in the container. */
  seq: number;
  /** SHA-256 of that chunk, hex: it stands for every byte of the recording up to here. */
  chainHash: string;
  /** ISO 8601, UTC. */
  at: string;
}

export interface RecordingEnding {
  reason: string;
  /** False when something may be missing from the end. */
  complete: boolean;
}

export interface SealedRecording {
  recordingId: string;
  path: string;
  /** Bytes. */
  size: number;
  /** Its chain hash stands for the whole file: what follows it, the trailer, says only where the index is. */
  finalCheckpoint: Checkpoint;
  chunks: number;
  durationMs: number;
  ending: RecordingEnding;
}

/**
 * Invariant: recorded before forwarded. Whoever relays a byte awaits `record` for it first.
 */
export interface Recorder {
  /**
   * Resolves once the record is in the spool (write(2) returned), that is before its bytes may be forwarded;
   * fdatasync follows in groups at most 250 ms apart. While the spool cannot be written it stays pending (at
   * most 5 s), then rejects with RecorderLost, and so does every later call. Without an input key the bytes of
   * typed input are not kept, only awaited.
   */
  record(frame: RecordedFrame): Promise<void>;
  /** Every checkpoint, the final one included, once and in order, for the audit log. */
  onCheckpoint(listener: (checkpoint: Checkpoint) => void): void;
  readonly stats: { framesRecorded: number; bytesRecorded: number; spoolBytes: number };
  /**
   * Writes out what is pending, folds the rest, signs the end. Rejects when the container cannot be finished; the
   * spool is then kept whole, and sealRecording finishes it later.
   */
  close(ending: RecordingEnding): Promise<SealedRecording>;
}
