import { trailerBytes } from './container/chunk-index.js';
import { resumableContainer } from './container/resume-container.js';
import type { SealedRecording } from './recorder.js';

/** What sealing said about a file, read from the file. Undefined when it is not this recording, sealed. */
export function describeSealedFile(recordingId: string, file: string): SealedRecording | undefined {
  const found = resumableContainer(file, {});
  const ending = found?.ended?.body.ending;
  if (!found?.ended || !ending || found.header.recordingId !== recordingId) return undefined;
  return {
    recordingId,
    path: file,
    size: found.progress.offset + trailerBytes,
    finalCheckpoint: found.ended.final,
    chunks: found.progress.entries.length,
    durationMs: Math.round(found.progress.t1 / 1000),
    ending,
  };
}
