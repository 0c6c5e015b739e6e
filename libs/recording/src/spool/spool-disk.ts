import { constants, type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../make-folder.js';

/** The few things a spool asks of a disk. Tests bring disks that fail, stall or fill up. */
export interface SpoolDisk {
  /** Makes a folder for one recording, 0700. Rejects when it exists: a spool belongs to one process. */
  makeDirectory(directory: string): Promise<void>;
  /** Makes an append-only file, 0600. Rejects when it exists. */
  create(file: string): Promise<SpoolFile>;
  remove(file: string): Promise<void>;
}

export interface SpoolFile {
  /** Resolves once all bytes were taken by write(2). */
  write(buffers: readonly Buffer[]): Promise<void>;
  /** fdatasync, and the directory entry the first time. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const localDisk: SpoolDisk = {
  async makeDirectory(directory) {
    await makeFolder(path.dirname(directory));
    await mkdir(directory, { mode: 0o700 });
  },
  async create(file) {
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL;
    return new LocalSpoolFile(file, await open(file, flags, 0o600));
  },
  remove: (file) => unlink(file),
};

class LocalSpoolFile implements SpoolFile {
  private named = false;

  constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  async write(buffers: readonly Buffer[]): Promise<void> {
    let rest = buffers;
    while (rest.length > 0) {
      const slice = rest.slice(0, maxVectors);
      const { bytesWritten } = await this.handle.writev(slice);
      rest = behind(rest, bytesWritten);
    }
  }

  async sync(): Promise<void> {
    await this.handle.datasync();
    if (this.named) return;
    const directory = await open(path.dirname(this.file), 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    this.named = true;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** IOV_MAX of Linux. */
const maxVectors = 1024;

/** A full disk takes a part of a write; the next call then says why. */
function behind(buffers: readonly Buffer[], written: number): readonly Buffer[] {
  let skip = written;
  for (const [position, buffer] of buffers.entries()) {
    if (skip < buffer.length) return [buffer.subarray(skip), ...buffers.slice(position + 1)];
    skip -= buffer.length;
  }
  return [];
}
