import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, readFile, rename, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/** The process that writes (`owner`) or seals (`sealer`) the spool of one recording. */
export interface SpoolOwner {
  pid: number;
  /** Start of the process in clock ticks since boot: a pid alone is given out again. */
  startTicks: string;
  bootId: string;
  host: string;
}

/** Claims the spool for this process. False when a living process holds it, or one that cannot be judged. */
export async function claimSpool(directory: string, role: 'owner' | 'sealer'): Promise<boolean> {
  const file = path.join(directory, role);
  if (await create(file)) return true;
  const holder = await readSpoolOwner(directory, role);
  if (holder && isAlive(holder)) return false;
  // Two may find the same dead claim. The rename decides; the loser may have moved the winner's fresh claim.
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await rename(file, aside).catch(ignoreMissing);
  const moved = await readOwnerFile(aside);
  if (moved && isAlive(moved)) {
    await rename(aside, file);
    return false;
  }
  await unlink(aside).catch(ignoreMissing);
  return create(file);
}

/** Undefined when nobody claimed it or the claim is not readable (torn by a crash). */
export function readSpoolOwner(directory: string, role: 'owner' | 'sealer'): Promise<SpoolOwner | undefined> {
  return readOwnerFile(path.join(directory, role));
}

/**
 * A claim from before this machine's last start is dead. A process of another host cannot be judged from here and
 * counts as alive.
 */
export function isAlive(owner: SpoolOwner): boolean {
  if (owner.host !== hostname()) return true;
  if (owner.bootId !== bootId()) return false;
  return startTicks(owner.pid) === owner.startTicks;
}

async function create(file: string): Promise<boolean> {
  let handle;
  try {
    handle = await open(file, 'wx', 0o600);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    const self: SpoolOwner = {
      pid: process.pid,
      startTicks: startTicks(process.pid),
      bootId: bootId(),
      host: hostname(),
    };
    await handle.writeFile(JSON.stringify(self));
  } finally {
    await handle.close();
  }
  return true;
}

async function readOwnerFile(file: string): Promise<SpoolOwner | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isOwner(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isOwner(value: unknown): value is SpoolOwner {
  const owner = value as Partial<SpoolOwner> | null;
  return typeof owner?.pid === 'number' && typeof owner.host === 'string';
}

/** Empty where the system does not tell (no /proc) or the process is gone. */
function startTicks(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended: it writes nothing more.
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return isRunning(pid) ? 'unknown' : '';
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

function ignoreMissing(error: unknown): void {
  if (!isCode(error, 'ENOENT')) throw error;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === code;
}
