import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { repositoryRoot } from './repository-root.js';
import { temporaryFolder } from './temporary-folder.js';
import { waitUntil } from './wait-until.js';
import { WatchedProcess } from './watched-process.js';
import type { ProcessEnd } from './watched-process.js';

export interface GatewayOptions {
  readonly demo?: boolean;
  /** Kept from an earlier start; a new one, removed at the end, without it. */
  readonly dataDirectory?: string;
  readonly ports?: GatewayPorts;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface GatewayPorts {
  readonly http: number;
  readonly ssh: number;
  /** Without these there is no door for people's own viewers and RDP clients. */
  readonly vnc?: number;
  readonly rdp?: number;
}

export interface RunningGateway {
  readonly origin: string;
  readonly httpPort: number;
  readonly sshPort: number;
  readonly dataDirectory: string;
  readonly process: WatchedProcess;
  /** The token of the first start, with which the first administrator is made. */
  readonly setUpToken: string | null;
  /** Milliseconds from spawn to its first answer. */
  readonly startedInMs: number;
  /** Process ids of the gateway and everything it started, the embedded database included. */
  processTree(): number[];
  /** Stops it; with the same data directory it can be started again. */
  stop(signal?: NodeJS.Signals): Promise<ProcessEnd>;
  /** Stops it and removes what it kept. */
  dispose(): Promise<void>;
}

/** The built gateway as a process of its own, in a data directory of its own, on free loopback ports. */
export async function startGatewayProcess(options: GatewayOptions = {}): Promise<RunningGateway> {
  const folder = options.dataDirectory ? null : temporaryFolder('data');
  const dataDirectory = options.dataDirectory ?? folder?.path ?? '';
  const ports: GatewayPorts = options.ports ?? { http: await freePort(), ssh: await freePort() };
  const origin = `http://localhost:${ports.http}`;
  const began = performance.now();
  const child = spawnGateway({ ...options, dataDirectory, ports });
  try {
    await waitUntil('the gateway answers', () => !child.running || isHealthy(origin), 90_000);
    if (!child.running) throw new Error(`the gateway ended while it started:\n${child.output}`);
    // The token of a first start is written in the same breath.
    await child.untilOutput(/is serving at /);
  } catch (error) {
    await child.stop('SIGKILL');
    endAll(leftBehind(dataDirectory));
    folder?.remove();
    throw error;
  }
  const startedInMs = Math.round(performance.now() - began);
  return {
    origin,
    httpPort: ports.http,
    sshPort: ports.ssh,
    dataDirectory,
    process: child,
    get setUpToken() {
      return /\/set-up\s+([\w-]{30,})/.exec(child.output)?.[1] ?? null;
    },
    startedInMs,
    processTree: () => [child.pid, ...descendants(child.pid)],
    stop: (signal) => child.stop(signal),
    dispose: async () => {
      await child.stop();
      endAll(leftBehind(dataDirectory));
      folder?.remove();
    },
  };
}

/** Starts the process and waits for nothing; for starts that must fail. */
export function spawnGateway(
  options: GatewayOptions & { dataDirectory: string; ports: GatewayPorts },
): WatchedProcess {
  const entry = join(repositoryRoot, 'apps/gateway/dist/main.js');
  return new WatchedProcess(process.execPath, [entry, ...(options.demo ? ['--demo'] : [])], {
    cwd: repositoryRoot,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: process.env.HOME ?? '/',
      NODE_ENV: 'production',
      DATA_DIR: options.dataDirectory,
      HTTP_PORT: String(options.ports.http),
      PUBLIC_ORIGIN: `http://localhost:${options.ports.http}`,
      SSH_HOST: '127.0.0.1',
      SSH_PORT: String(options.ports.ssh),
      VNC_HOST: '127.0.0.1',
      VNC_PORT: String(options.ports.vnc ?? 'off'),
      RDP_HOST: '127.0.0.1',
      RDP_PORT: String(options.ports.rdp ?? 'off'),
      ...options.environment,
    },
  });
}

/** Nothing listens before database, schema and keys stand, so any answer of the API will do. */
export async function isHealthy(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/api/me`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
  return answer !== null && answer.status < 500;
}

/** The embedded database outlives a gateway that was killed; the next start adopts it, a test ends it. */
export function leftBehind(dataDirectory: string): number[] {
  try {
    const lock = readFileSync(join(dataDirectory, 'postgres', 'data', 'postmaster.pid'), 'utf8');
    const pid = Number(lock.split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 && commandOf(pid).includes(dataDirectory) ? [pid] : [];
  } catch {
    return [];
  }
}

function endAll(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended by itself.
    }
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

function descendants(pid: number): number[] {
  try {
    const tasks = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const children = tasks === '' ? [] : tasks.split(' ').map(Number);
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}
