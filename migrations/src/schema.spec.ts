import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '@gatehouse/persistence';
import { startTestDatabase } from '@gatehouse/testing';
import type { TestDatabase } from '@gatehouse/testing';
import { describeSchema } from './describe-schema.js';
import { migrations } from './index.js';

const run = promisify(execFile);

// Held open for the whole file, so that the server starts once.
let held: TestDatabase;
beforeAll(async () => {
  held = await startTestDatabase();
}, 60_000);
afterAll(() => held.stop());

test('migrations/schema.sql is what the migrations make', async () => {
  const { database, stop } = await startTestDatabase();
  try {
    const schema = await describeSchema((statement) => database.query(statement));
    expect(schema).toBe(await readFile(join(__dirname, '..', 'schema.sql'), 'utf8'));
  } finally {
    await stop();
  }
}, 60_000);

test('every migration can be taken back, from the last to the first, and nothing is left', async () => {
  const { database, stop } = await startTestDatabase();
  try {
    const before = await describeSchema((statement) => database.query(statement));
    for (let count = migrations.length; count > 0; count -= 1) await database.undoLastMigration();
    const left = await describeSchema((statement) => database.query(statement));
    expect(left.split('\n').filter((line) => line && !line.startsWith('--'))).toEqual([]);
    await database.runMigrations();
    expect(await describeSchema((statement) => database.query(statement))).toBe(before);
  } finally {
    await stop();
  }
}, 60_000);

test('UP-05 a database that a newer Gatehouse migrated is refused with what to do', async () => {
  const { database, url, stop } = await startTestDatabase();
  try {
    await database.query(
      `INSERT INTO schema_migration ("timestamp", name) VALUES (9999999999999, 'FromTheFuture')`,
    );
    await expect(openDatabase({ url, migrations })).rejects.toThrow('newer Gatehouse');
  } finally {
    await stop();
  }
}, 60_000);

test('two nodes that start at once migrate once', async () => {
  const { database, url, stop } = await startTestDatabase();
  try {
    await database.query('CREATE DATABASE empty_one TEMPLATE template0');
    const empty = new URL(url);
    empty.pathname = '/empty_one';
    const nodes = await Promise.all(
      [1, 2, 3].map(() => openDatabase({ url: empty.href, migrations, poolSize: 2 })),
    );
    const ran = await nodes[0]!.query<{ name: string }[]>('SELECT name FROM schema_migration');
    expect(ran).toHaveLength(migrations.length);
    await Promise.all(nodes.map((node) => node.destroy()));
  } finally {
    await stop();
  }
}, 60_000);

test('the same migrations make the same schema on the oldest PostgreSQL that is installed', async () => {
  const server = await startInstalledPostgres();
  try {
    const database = await openDatabase({ url: server.url, migrations, poolSize: 2 });
    const schema = await describeSchema((statement) => database.query(statement));
    await database.destroy();
    const snapshot = await readFile(join(__dirname, '..', 'schema.sql'), 'utf8');
    expect(comparable(schema)).toBe(comparable(snapshot));
  } finally {
    await server.stop();
  }
}, 120_000);

/** Versions write some expressions with other parentheses and spaces; the names and words are the same. */
function comparable(schema: string): string {
  return schema.replaceAll(/[()]/g, ' ').replaceAll(/\s+/g, ' ');
}

/** A PostgreSQL from the system's own packages, 15 or later, with data of its own in a temporary folder. */
async function startInstalledPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const root = '/usr/lib/postgresql';
  const versions = (await readdir(root)).map(Number).filter((version) => version >= 15);
  const bin = join(root, String(Math.min(...versions)), 'bin');
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-installed-pg-'));
  const account = await accountFor(folder);
  const data = join(folder, 'data');
  const port = await freePort();
  const as = (file: string, ...args: string[]) => run(join(bin, file), args, { ...account, cwd: folder });
  await as('initdb', '-D', data, '-U', 'gatehouse', '--auth=trust', '--no-sync');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
  await as('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  return {
    url: `postgres://gatehouse@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await as('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root, so root hands it to the account of the packages. */
async function accountFor(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const uid = Number((await run('id', ['-u', 'postgres'])).stdout);
  const gid = Number((await run('id', ['-g', 'postgres'])).stdout);
  await chown(folder, uid, gid);
  return { uid, gid };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
