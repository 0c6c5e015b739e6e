import path from 'node:path';
import { DomainError, isId } from '@gatehouse/kernel';

export interface RecordingDirectories {
  spoolDirectory: string;
  secondSpoolDirectory?: string;
  storeDirectory: string;
}

export interface RecordingPaths {
  /** The preferred one first. */
  spoolDirectories: [string, ...string[]];
  openFile: string;
  sealedFile: string;
}

/** Only generated ids become file names: what people call things stays data. Throws `invalid-input` otherwise. */
export function recordingPaths(directories: RecordingDirectories, recordingId: string): RecordingPaths {
  if (!isId('rec', recordingId))
    throw new DomainError('invalid-input', 'A recording is named by its generated id.');
  const { spoolDirectory, secondSpoolDirectory, storeDirectory } = directories;
  return {
    spoolDirectories: [
      path.join(spoolDirectory, recordingId),
      ...(secondSpoolDirectory ? [path.join(secondSpoolDirectory, recordingId)] : []),
    ],
    openFile: path.join(storeDirectory, `${recordingId}.open`),
    sealedFile: path.join(storeDirectory, `${recordingId}.ghrec`),
  };
}
