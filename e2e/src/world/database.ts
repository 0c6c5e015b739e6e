import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { temporaryFolder } from './temporary-folder.js';
import { waitUntil } from './wait-until.js';
import { WatchedProcess } from './watched-process.js';

export interface RunningDatabase {
  /** postgresql://gatehouse:...@127.0.0.1:port/gatehouse */
  readonly url: string;
  readonly version: number;
  /** A fresh dump of everything, as an attacker with the backup would have it. */
  dump(): string;
  /** kill -9 of the postmaster and its backends. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL cluster of the system's own packages, temporary, over TCP with a password, durable as in production. */
export async function startPostgres(): Promise<RunningDatabase> {
  const { bin, version } = findPostgres();
  const folder = temporaryFolder('postgres');
  chmodSync(folder.path, 0o755);
  const owner = databaseOwner();
  const data = join(folder.path, 'data');
  mkdirSync(data, { mode: 0o700 });
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder.path, 'password');
  writeFileSync(passwordFile, password);
  for (const path of [data, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const as = { uid: owner.uid, gid: owner.gid, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }, cwd: '/' };
  execFileSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'gatehouse',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-sync',
    ],
    { ...as, stdio: 'ignore' },
  );
  const port = await freePort();
  const url = `postgresql://gatehouse:${password}@127.0.0.1:${port}/gatehouse`;
  let server = await start();

  async function start(): Promise<WatchedProcess> {
    const started = new WatchedProcess(
      join(bin, 'postgres'),
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'max_connections=200'],
      as,
    );
    await waitUntil('PostgreSQL answers', () => !started.running || isReady(), 30_000);
    if (!started.running) throw new Error(`PostgreSQL did not start:\n${started.output}`);
    return started;
  }
  function isReady(): boolean {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]);
      return true;
    } catch {
      return false;
    }
  }
  execFileSync(
    join(bin, 'createdb'),
    ['-h', '127.0.0.1', '-p', String(port), '-U', 'gatehouse', 'gatehouse'],
    {
      env: { ...as.env, PGPASSWORD: password },
    },
  );
  return {
    url,
    version,
    dump: () => execFileSync(join(bin, 'pg_dump'), [url], { encoding: 'latin1', maxBuffer: 1 << 28 }),
    kill: async () => {
      await server.stop('SIGKILL');
    },
    startAgain: async () => {
      server = await start();
    },
    stop: async () => {
      await server.stop('SIGINT');
      folder.remove();
    },
  };
}

export interface RunningRedis {
  readonly url: string;
  /** Every key with its value, as text. */
  dump(): string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** The system's redis-server on a free loopback port, with a password, nothing on disk. */
export async function startRedis(): Promise<RunningRedis> {
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const server = new WatchedProcess('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  server.child.stdin?.end(
    [`port ${port}`, 'bind 127.0.0.1', `requirepass ${password}`, 'save ""', 'appendonly no', ''].join('\n'),
  );
  await server.untilOutput(/Ready to accept connections/);
  const ask = (...words: string[]): string =>
    execFileSync('redis-cli', ['-p', String(port), '--no-auth-warning', ...words], {
      encoding: 'latin1',
      env: { PATH: '/usr/bin:/bin', REDISCLI_AUTH: password },
    });
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    dump: () =>
      ask('--scan')
        .split('\n')
        .filter(Boolean)
        .map((key) => `${key} ${ask('--no-raw', 'DUMP', key)}`)
        .join('\n'),
    kill: async () => void (await server.stop('SIGKILL')),
    stop: async () => void (await server.stop()),
  };
}

function findPostgres(): { bin: string; version: number } {
  const home = '/usr/lib/postgresql';
  const versions = existsSync(home)
    ? readdirSync(home)
        .map(Number)
        .filter((version) => version >= 15)
    : [];
  const version = versions.sort((a, b) => a - b)[0];
  if (version === undefined) throw new Error('no PostgreSQL 15 or later is installed; npm test installs it');
  return { bin: join(home, String(version), 'bin'), version };
}

/** The server refuses to run as root. */
function databaseOwner(): { uid: number; gid: number } {
  const self = userInfo();
  if (self.uid !== 0) return { uid: self.uid, gid: self.gid };
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
