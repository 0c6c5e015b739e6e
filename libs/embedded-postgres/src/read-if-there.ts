import { readFile } from 'node:fs/promises';

/** The trimmed text of a file, or null when there is none. Any other failure is thrown. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
