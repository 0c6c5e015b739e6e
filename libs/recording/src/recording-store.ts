import { openRecordingFile, type RecordingSource } from './recording-source.js';
import { recordingPaths } from './recording-paths.js';

export interface StoredRecording {
  source: RecordingSource;
  /** False while it is being written: it ends at the last chunk that was folded, at most 3 s ago. */
  isSealed: boolean;
}

/** Where recordings are kept. Ids are generated; what people call things never becomes a name here. */
export interface RecordingStore {
  /** Undefined when there is no such recording. The caller closes the source. Throws `invalid-input` for no id. */
  open(recordingId: string): Promise<StoredRecording | undefined>;
}

/** Recordings as files in one folder, as the recorder leaves them. */
export class DiskRecordingStore implements RecordingStore {
  constructor(private readonly storeDirectory: string) {}

  async open(recordingId: string): Promise<StoredRecording | undefined> {
    const { openFile, sealedFile } = recordingPaths(
      { spoolDirectory: this.storeDirectory, storeDirectory: this.storeDirectory },
      recordingId,
    );
    // It may be sealed between two looks, never unsealed: so the sealed name is looked at before and after.
    for (const [file, isSealed] of [
      [sealedFile, true],
      [openFile, false],
      [sealedFile, true],
    ] as const) {
      const source = await openRecordingFile(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        return undefined;
      });
      if (source) return { source, isSealed };
    }
    return undefined;
  }
}
