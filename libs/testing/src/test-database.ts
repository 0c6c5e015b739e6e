import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres } from '@gatehouse/embedded-postgres';
import { migrations } from '@gatehouse/migrations';
import { openDatabase } from '@gatehouse/persistence';
import type { DataSource } from 'typeorm';
import pg from 'pg';

export interface TestDatabase {
  readonly database: DataSource;
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A migrated, empty database of its own on an embedded PostgreSQL. The first one of a spec file starts the
 * server and migrates a template; later ones copy it, which takes some tens of milliseconds. The server goes
 * when the last one was stopped.
 */
export async function startTestDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  users += 1;
  try {
    server ??= startServer();
    const { url: serverUrl } = await server;
    const name = `test_${randomBytes(6).toString('hex')}`;
    await asOwner(serverUrl, `CREATE DATABASE ${name} TEMPLATE template_gatehouse`);
    const url = withDatabase(serverUrl, name);
    const database = await openDatabase({ url, migrations, poolSize: options.poolSize ?? 10 });
    return {
      database,
      url,
      stop: async () => {
        await database.destroy();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

type RunningServer = Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let server: Promise<RunningServer> | null = null;
let users = 0;

async function startServer(): Promise<RunningServer> {
  const running = await startEmbeddedPostgres({ ephemeral: true, database: 'template_gatehouse' });
  const template = await openDatabase({ url: running.url, migrations, poolSize: 2 });
  await template.destroy();
  return running;
}

async function release(): Promise<void> {
  users -= 1;
  if (users > 0 || server === null) return;
  const stopping = server;
  server = null;
  await (await stopping).stop();
}

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
