import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** One statement on its own connection. */
export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Open to other accounts, as a checkout usually is; mkdtemp alone would make it 0700. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-pg-test-')));
  await chmod(folder, 0o755);
  return folder;
}

export function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}
