import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { prepareBinaries } from './binaries.js';
import { initCluster } from './init-cluster.js';
import { type DatabaseOwnership, createDatabase, ownDatabase } from './database.js';
import { leash } from './leash.js';
import { type Postmaster, keepRunning, startPostmaster } from './postmaster.js';
import { serverAccount } from './server-account.js';
import { locateServerDir, prepareStorage } from './storage.js';

interface CommonOptions {
  /** Where to listen on 127.0.0.1 the first time; moves to a free port when taken, and stays there. */
  port?: number;
  /** Made when missing. Default `gatehouse`. Lower-case letters, digits and underscores. */
  database?: string;
  /** More `postgresql.conf` settings, such as `{ max_connections: '200' }`. */
  settings?: Readonly<Record<string, string>>;
  /** Gets one line whenever something happened that the person starting the gateway should know. */
  log?: (line: string) => void;
}

interface LastingOptions extends CommonOptions {
  /** Folder for password, port, log and data. Made when missing. */
  dir: string;
  ephemeral?: false;
}

interface EphemeralOptions extends CommonOptions {
  /** For tests: no fsync, a free port, gone after `stop()` and gone when this process dies. */
  ephemeral: true;
  dir?: string;
}

export type EmbeddedPostgresOptions = LastingOptions | EphemeralOptions;

export interface RunningPostgres {
  /** `postgres://gatehouse:…@127.0.0.1:…/…`. Holds the password: never log it. */
  readonly url: string;
  /** Process id of the postmaster now; changes when it had to be started again. */
  readonly pid: number;
  /** Where the database files lie: below `dir`, unless the server's account cannot get through to it. */
  readonly dataFolder: string;
  /** True when a server left behind by a killed gateway was taken over. */
  readonly adopted: boolean;
  /** Milliseconds per step of the start. */
  readonly timings: Readonly<Record<string, number>>;
  /** Fast shutdown: open transactions roll back, committed ones are on disk. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with npm, or takes over the one a killed gateway left running.
 *
 * Guarantees: listens on 127.0.0.1 only, scram-sha-256 with a random password, runs under another account
 * when started by root, sits in its own process group (Ctrl-C in a terminal drains the gateway first), is
 * started again when it dies, and loses no acknowledged row to `kill -9` of anything.
 *
 * Trap: install the SIGTERM handler before calling; a gateway terminated during the start leaves the server
 * running, which the next start takes over.
 *
 * Throws an Error whose message says what to do: data held by a live gateway, data of another PostgreSQL
 * major version, a folder the server account cannot reach, a platform without binaries.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => undefined);
  const database = options.database ?? 'gatehouse';
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(database))
    throw new Error(`"${database}" is not a plain database name`);
  const timings: Record<string, number> = {};
  const timed = stopwatch(timings);

  const dir = resolve(options.dir ?? (await mkdtemp(join(tmpdir(), 'gatehouse-pg-'))));
  const account = await serverAccount(await locateServerDir(dir));
  const storage = await prepareStorage({ dir, account, log });
  const binaries = await timed('binaries', prepareBinaries(storage.serverDir, account));
  await timed('initdb', initCluster({ storage, account, binaries, ephemeral: options.ephemeral ?? false }));

  const startOptions = {
    storage,
    account,
    binaries,
    preferredPort: options.port ?? (options.ephemeral ? 0 : defaultPort),
    settings: { ...baseSettings, ...(options.ephemeral ? ephemeralSettings : {}), ...options.settings },
    detached: !options.ephemeral,
  };
  let postmaster: Postmaster = await timed('start', startPostmaster(startOptions));
  const leashed = options.ephemeral ? leash(postmaster.pid, [storage.serverDir, dir]) : null;
  const url = (name: string): string =>
    `postgres://gatehouse:${storage.password}@127.0.0.1:${postmaster.port}/${name}`;

  let ownership: DatabaseOwnership;
  try {
    await timed('database', createDatabase(url('postgres'), database));
    ownership = options.ephemeral ? { release: async () => undefined } : await ownDatabase(url('postgres'));
  } catch (error) {
    if (!postmaster.adopted) await postmaster.stop();
    leashed?.release();
    throw error;
  }
  const adopted = postmaster.adopted;
  const keeper = keepRunning({
    current: () => postmaster,
    restart: async () => {
      log('The embedded PostgreSQL stopped unexpectedly; starting it again.');
      postmaster = await startPostmaster({
        ...startOptions,
        preferredPort: postmaster.port,
        portIsFixed: true,
      });
      log(`The embedded PostgreSQL is back (process ${postmaster.pid}).`);
    },
    log,
  });

  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await keeper.stop();
    await ownership.release();
    await postmaster.stop();
    leashed?.release();
    if (options.ephemeral) for (const path of [storage.serverDir, dir]) await rm(path, removeAll);
  };
  return {
    url: url(database),
    get pid() {
      return postmaster.pid;
    },
    dataFolder: join(storage.serverDir, 'data'),
    adopted,
    timings,
    stop: () => (stopping ??= stop()),
  };
}

/** Not 5432, so that an installed PostgreSQL is neither mistaken for ours nor in its way. */
const defaultPort = 54329;

const removeAll = { recursive: true, force: true } as const;

const baseSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  shared_buffers: '64MB',
  max_connections: '120',
  log_min_messages: 'warning',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

const ephemeralSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

function stopwatch(timings: Record<string, number>) {
  return async <T>(step: string, work: Promise<T>): Promise<T> => {
    const startedMs = performance.now();
    const result = await work;
    timings[step] = Math.round(performance.now() - startedMs);
    return result;
  };
}
