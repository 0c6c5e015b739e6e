import { type FileHandle, open } from 'node:fs/promises';

/** The bytes of a recording, wherever they are kept. */
export interface RecordingSource {
  /** Bytes, at the time it was opened. */
  readonly size: number;
  /** Fewer bytes than asked for at the end of the file, never more. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Rejects with the system's error when there is no such file. */
export async function openRecordingFile(file: string): Promise<RecordingSource> {
  const handle = await open(file, 'r');
  try {
    return new FileSource(handle, (await handle.stat()).size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class FileSource implements RecordingSource {
  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  async read(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.handle.read(bytes, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
