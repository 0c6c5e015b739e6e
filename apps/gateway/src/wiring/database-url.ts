import type { DataSource } from 'typeorm';

/** Where the gateway's database is, for connections beside the pool. Holds the password: never log it. */
export function databaseUrlOf(database: DataSource): string {
  const { options } = database;
  if (options.type !== 'postgres' || typeof options.url !== 'string')
    throw new Error('the database was opened without a URL');
  return options.url;
}
