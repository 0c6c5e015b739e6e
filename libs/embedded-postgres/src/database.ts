import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Makes the database when it is missing. `adminUrl` names another database of the same server. */
export async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database "${name}"`);
  } finally {
    await client.end();
  }
}

export interface DatabaseOwnership {
  release(): Promise<void>;
}

/** Any number that nothing else on this server locks: the bytes of "gatehous". */
const ownershipKey = '7449354444534473075';
const patienceMs = 5_000;

/**
 * Invariant: one gateway per embedded server. The lock is a session lock of the server itself, so it vanishes
 * with the process that held it, `kill -9` included, and no file can be left stale. Waits a moment for the
 * server to notice that a killed holder is gone. Throws when a live gateway holds it.
 */
export async function ownDatabase(adminUrl: string): Promise<DatabaseOwnership> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'gatehouse-owner' });
  // The server may be restarted under us; the lock is then gone, which weakens only this check.
  client.on('error', () => undefined);
  await client.connect();
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
      ownershipKey,
    ]);
    if (answer.rows[0]?.held) break;
    if (performance.now() > deadlineMs) {
      await client.end();
      throw new Error('Another gateway is running on this data folder: stop it first, or set DATA_DIR.');
    }
    await sleep(100);
  }
  return { release: () => client.end().catch(() => undefined) };
}
