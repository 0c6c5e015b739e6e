import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reachableByOthers } from './reachable-by-others.js';
import { readIfThere } from './read-if-there.js';
import type { ServerAccount } from './server-account.js';

/** Where the embedded server keeps things. */
export interface Storage {
  /** The caller's folder: `password`, `port`, `postgres.log`, `location`. */
  readonly dir: string;
  /** What the server account must reach: `data`, and `native` when the binaries had to be copied. */
  readonly serverDir: string;
  readonly password: string;
}

interface StorageRequest {
  dir: string;
  account: ServerAccount;
  log: (line: string) => void;
}

/**
 * Makes the folders and the random password. A checkout below /root (0700) cannot be entered by the server
 * account: the data then lives in /var/lib/gatehouse-<hash of the folder>, which `location` remembers.
 */
export async function prepareStorage({ dir, account, log }: StorageRequest): Promise<Storage> {
  await mkdir(dir, { recursive: true, mode: 0o711 });
  let serverDir = await locateServerDir(dir);
  if (account && serverDir === dir && !(await reachableByOthers(join(dir, 'data')))) {
    if (await reachableByOthers(dir)) {
      await chmod(dir, 0o711);
    } else {
      serverDir = join(
        '/var/lib',
        `gatehouse-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`,
      );
      log(`Only root may enter ${dir}, so the database files are kept in ${serverDir}.`);
      await writeFile(join(dir, 'location'), serverDir, { mode: 0o600 });
    }
  }
  await mkdir(serverDir, { recursive: true, mode: 0o711 });
  return { dir, serverDir, password: await keptPassword(join(dir, 'password')) };
}

/** The folder that holds `data`: the caller's own unless `location` names another. */
export async function locateServerDir(dir: string): Promise<string> {
  return (await readIfThere(join(dir, 'location'))) ?? dir;
}

/** Made once, by whoever comes first (`wx`); everyone else reads it. */
async function keptPassword(path: string): Promise<string> {
  try {
    await writeFile(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const password = await readIfThere(path);
  if (!password) throw new Error(`${path} is empty: restore it, the database cannot be opened without it`);
  return password;
}
