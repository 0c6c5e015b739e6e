import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** True when every folder above `path` may be passed through by an account that owns none of them. */
export async function reachableByOthers(path: string): Promise<boolean> {
  let folder = path;
  for (;;) {
    const parent = dirname(folder);
    if (parent === folder) return true;
    folder = parent;
    const found = await stat(folder).catch(() => null);
    if (found && (found.mode & 0o001) === 0) return false;
  }
}
