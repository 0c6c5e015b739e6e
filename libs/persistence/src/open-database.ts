import 'reflect-metadata';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import { rows } from './rows.js';

export interface DatabaseOptions {
  url: string;
  /** In the order in which they run. */
  migrations: (new () => MigrationInterface)[];
  poolSize?: number;
  /** Told to the server, so that an operator sees whose connection it is. */
  applicationName?: string;
}

/**
 * Connects, and brings the schema up to date under an advisory lock, so that two nodes that start together
 * migrate once. Throws when the server is not there, or when the schema is newer than this build knows.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const database = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: rows,
    migrations: options.migrations,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    poolSize: options.poolSize ?? 10,
    applicationName: options.applicationName ?? 'gatehouse',
    extra: {
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 15_000,
    },
  });
  await database.initialize();
  try {
    await migrate(database, options.migrations);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return database;
}

const migrationLock = 7_138_221;

async function migrate(database: DataSource, known: DatabaseOptions['migrations']): Promise<void> {
  const holder = database.createQueryRunner();
  await holder.connect();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await refuseNewerSchema(database, known);
    await database.runMigrations();
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await holder.release();
  }
}

async function refuseNewerSchema(database: DataSource, known: DatabaseOptions['migrations']): Promise<void> {
  const [{ present }] = await database.query<[{ present: boolean }]>(
    `SELECT to_regclass('schema_migration') IS NOT NULL AS present`,
  );
  if (!present) return;
  const ran = await database.query<{ name: string }[]>('SELECT name FROM schema_migration');
  const names = new Set(known.map((migration) => new migration().name));
  const foreign = ran.find((row) => !names.has(row.name));
  if (foreign)
    throw new Error(
      `The database was migrated by a newer Gatehouse (${foreign.name}). Start that version, or restore the backup from before it.`,
    );
}
