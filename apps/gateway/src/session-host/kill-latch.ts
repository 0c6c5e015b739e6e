import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a local kill covers, by id. A session's latch also holds its grant, so that a reconnect is refused. */
export type KillScope = { readonly all: true } | { readonly session: string } | { readonly site: string };

export interface KillLatch {
  /** Name of the file without its ending. */
  readonly name: string;
  readonly scope: KillScope;
  readonly by: string;
  readonly at: string;
  /** Grants of the sessions a session's latch ended, and those the control process found out (`keepGrants`). */
  readonly grants: readonly string[];
  /** All of it, the grants included, is written into the audit trail and the revocations. */
  readonly reported: boolean;
}

export interface Coverable {
  readonly sessionId?: string;
  readonly siteId: string;
  readonly grantId?: string;
}

/** True when the latch blocks this. */
export function covers({ scope, grants }: Pick<KillLatch, 'scope' | 'grants'>, what: Coverable): boolean {
  if ('all' in scope) return true;
  if ('site' in scope) return scope.site === what.siteId;
  return scope.session === what.sessionId || (what.grantId !== undefined && grants.includes(what.grantId));
}

/**
 * Latches of the folder, one file each. A file that cannot be read counts as one that covers everything: somebody
 * at the plant put it there to stop something.
 */
export async function readLatches(folder: string): Promise<KillLatch[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json'));
  return Promise.all(files.map((file) => readLatch(folder, file)));
}

/** Durable when it resolves: file and folder are synced. */
export async function writeLatch(folder: string, latch: KillLatch): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const { name, scope, by, at, grants } = latch;
  const temporary = join(folder, `.${name}.${randomBytes(4).toString('hex')}`);
  const file = await open(temporary, 'wx', 0o640);
  try {
    await file.writeFile(`${JSON.stringify({ scope, by, at, grants })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, `${name}.json`));
  const parent = await open(folder, 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

/** A session's latch without a grant with the one `grantOf` knows for its session; any other latch as it is. */
export function withGrantOf(latch: KillLatch, grantOf: (sessionId: string) => string | null): KillLatch {
  if (!('session' in latch.scope) || latch.grants.length > 0) return latch;
  const grant = grantOf(latch.scope.session);
  return grant === null ? latch : { ...latch, grants: [grant] };
}

/**
 * Notes that a latch was written down with as many grants as it has here. The note is a file of its own: the latch
 * belongs to whoever kills and lifts, may be lifted or get its grants meanwhile, and must not be written over.
 */
export async function markReported(folder: string, { name, grants }: KillLatch): Promise<void> {
  await writeFile(reportFile(folder, name), `${grants.length}\n`, { mode: 0o640 });
  await access(join(folder, `${name}.json`)).catch(() => rm(reportFile(folder, name), { force: true }));
}

/**
 * Keeps the grants of a session's latch whose host could not name them, so that they stay blocked after a restart and
 * in every process that reads the folder. A file of its own, for the reason of `markReported`.
 */
export async function keepGrants(folder: string, { name, grants }: KillLatch): Promise<void> {
  await writeFile(grantsFile(folder, name), `${JSON.stringify(grants)}\n`, { mode: 0o640 });
  await access(join(folder, `${name}.json`)).catch(() => rm(grantsFile(folder, name), { force: true }));
}

/** Lifts a latch. False when there was none of that name. */
export async function removeLatch(folder: string, name: string): Promise<boolean> {
  if (!/^[0-9a-z-]{1,80}$/.test(name)) return false;
  const removed = await rm(join(folder, `${name}.json`)).then(
    () => true,
    () => false,
  );
  if (removed)
    for (const note of [reportFile(folder, name), grantsFile(folder, name)]) await rm(note, { force: true });
  return removed;
}

export function newLatch(scope: KillScope, by: string, at: Date): KillLatch {
  const name = `${at.toISOString().replace(/[^0-9]/g, '')}-${randomBytes(4).toString('hex')}`;
  return { name, scope, by, at: at.toISOString(), grants: [], reported: false };
}

async function readLatch(folder: string, file: string): Promise<KillLatch> {
  const name = file.slice(0, -'.json'.length);
  const grantsReported = await readFile(reportFile(folder, name), 'utf8').then(Number, () => null);
  try {
    const content = JSON.parse(await readFile(join(folder, file), 'utf8')) as Partial<KillLatch>;
    const scope = parseKillScope(content.scope);
    const own = Array.isArray(content.grants) ? content.grants.map(String) : [];
    const grants = [...new Set([...own, ...(await readGrants(folder, name))])];
    const reported = grantsReported === grants.length;
    if (scope)
      return { name, scope, by: String(content.by ?? ''), at: String(content.at ?? ''), grants, reported };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { name, scope: { session: '' }, by: '', at: '', grants: [], reported: true };
  }
  return { name, scope: { all: true }, by: '', at: '', grants: [], reported: grantsReported !== null };
}

/** Torn or absent counts as none: the control process finds them again. */
async function readGrants(folder: string, name: string): Promise<string[]> {
  try {
    const grants: unknown = JSON.parse(await readFile(grantsFile(folder, name), 'utf8'));
    return Array.isArray(grants) ? grants.map(String) : [];
  } catch {
    return [];
  }
}

function grantsFile(folder: string, name: string): string {
  return join(folder, `${name}.grants`);
}

function reportFile(folder: string, name: string): string {
  return join(folder, `${name}.reported`);
}

/** Null for anything that is not exactly one of the three. */
export function parseKillScope(value: unknown): KillScope | null {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return null;
  const { all, session, site } = value as Record<string, unknown>;
  if (all === true) return { all };
  if (typeof session === 'string' && /^ses_[0-9a-z]{26}$/.test(session)) return { session };
  if (typeof site === 'string' && /^site_[0-9a-z]{26}$/.test(site)) return { site };
  return null;
}
