import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder, 0700, and those above it. Not `mkdir` with `recursive`: Node tries for ever, on a thread of its
 * pool, where a file system refuses new folders with ENOENT (as /proc does).
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    // Somebody else may have made it meanwhile: two first recordings that begin at the same moment.
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
