import { spawn } from 'node:child_process';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { serverEnvironment } from './init-cluster.js';
import { freePort, isListening, isPortFree } from './port.js';
import { isAlive, servesData } from './process-table.js';
import { readIfThere } from './read-if-there.js';
import { type ServerAccount, spawnIdentity } from './server-account.js';
import type { Storage } from './storage.js';

/** The one process that owns the data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly adopted: boolean;
  /** Fast shutdown, then immediate after 15 s; resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface PostmasterRequest {
  storage: Storage;
  account: ServerAccount;
  binaries: Binaries;
  /** 0 takes any free port. */
  preferredPort: number;
  /** The address was given out already: wait for the port rather than move. */
  portIsFixed?: boolean;
  settings: Readonly<Record<string, string>>;
  /** Own process group, which a terminal's Ctrl-C does not reach. */
  detached: boolean;
}

const patienceMs = 60_000;

/**
 * Takes over the server that already serves this data, or starts one and waits until it accepts connections.
 * Repeats while the processes of a killed server still hold its memory or its lock; crash recovery runs inside.
 */
export async function startPostmaster(request: PostmasterRequest): Promise<Postmaster> {
  const data = join(request.storage.serverDir, 'data');
  const lockFile = join(data, 'postmaster.pid');
  const deadlineMs = performance.now() + patienceMs;
  await keepLogShort(join(request.storage.dir, 'postgres.log'));
  while (performance.now() < deadlineMs) {
    const lock = await readLock(lockFile);
    if (lock && servesData(lock.pid, data)) {
      if (lock.ready && (await isListening(lock.port))) return running(lock.pid, lock.port, true);
      await sleep(100);
      continue;
    }
    // PostgreSQL refuses to start while the number in its lock file is some live process of the same account.
    if (lock && isAlive(lock.pid)) await rm(lockFile, { force: true });
    const port = await choosePort(request);
    const pid = await spawnAndWait(request, data, lockFile, port, deadlineMs);
    if (pid !== null) return running(pid, port, false);
    await sleep(200);
  }
  throw new Error(
    `The embedded PostgreSQL did not start within ${patienceMs / 1000} s; ` +
      `${join(request.storage.dir, 'postgres.log')} says why.`,
  );
}

interface Keeper {
  stop(): Promise<void>;
}

interface KeeperRequest {
  current: () => Postmaster;
  restart: () => Promise<void>;
  log: (line: string) => void;
}

/** Looks twice a second whether the server lives, and starts it again when it does not, until stopped. */
export function keepRunning({ current, restart, log }: KeeperRequest): Keeper {
  let stopped = false;
  let work: Promise<void> | null = null;
  const look = (): void => {
    if (stopped || work || isAlive(current().pid)) return;
    work = restart()
      .catch((error: unknown) => log(error instanceof Error ? error.message : String(error)))
      .finally(() => (work = null));
  };
  const timer = setInterval(look, 500);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await work;
    },
  };
}

/** Lines of postmaster.pid (PostgreSQL src/include/utils/pidfile.h): 1 pid, 4 port, 8 status. */
async function readLock(path: string): Promise<{ pid: number; port: number; ready: boolean } | null> {
  const lines = (await readIfThere(path))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : null;
}

/** The port of last time, so that the address survives a restart; another when a stranger sits on it. */
async function choosePort(request: PostmasterRequest): Promise<number> {
  const file = join(request.storage.dir, 'port');
  const kept = Number((await readIfThere(file)) ?? request.preferredPort);
  const wanted = request.portIsFixed ? request.preferredPort : kept;
  if (request.portIsFixed || (wanted > 0 && (await isPortFree(wanted)))) return wanted;
  const port = await freePort();
  await writeFile(file, String(port), { mode: 0o600 });
  return port;
}

async function spawnAndWait(
  request: PostmasterRequest,
  data: string,
  lockFile: string,
  port: number,
  deadlineMs: number,
): Promise<number | null> {
  const log = await open(join(request.storage.dir, 'postgres.log'), 'a', 0o600);
  const settings = { ...request.settings, port: String(port) };
  const child = spawn(
    request.binaries.postgres,
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...spawnIdentity(request.account),
      env: serverEnvironment,
      cwd: '/',
      detached: request.detached,
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  let ended = false;
  child.on('exit', () => (ended = true));
  child.on('error', () => (ended = true));
  await log.close();
  child.unref();
  while (!ended && performance.now() < deadlineMs) {
    const lock = await readLock(lockFile);
    if (lock && lock.pid === child.pid && lock.ready) return lock.pid;
    await sleep(15);
  }
  if (!ended) child.kill('SIGQUIT');
  return null;
}

function running(pid: number, port: number, adopted: boolean): Postmaster {
  return {
    pid,
    port,
    adopted,
    stop: async () => {
      for (const [signal, waitMs] of [
        ['SIGINT', 15_000],
        ['SIGQUIT', 5_000],
        ['SIGKILL', 5_000],
      ] as const) {
        if (!isAlive(pid)) return;
        process.kill(pid, signal);
        const deadlineMs = performance.now() + waitMs;
        while (isAlive(pid) && performance.now() < deadlineMs) await sleep(20);
      }
    },
  };
}

const longestLogBytes = 10 * 1024 * 1024;

async function keepLogShort(path: string): Promise<void> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size > longestLogBytes) await rename(path, `${path}.1`);
}
