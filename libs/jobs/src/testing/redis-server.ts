import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RedisServer {
  readonly url: string;
  /** kill -9, then three seconds later a new server on the same port with the same data. */
  crashAndReturn(): Promise<void>;
  stop(): Promise<void>;
}

/** A real redis-server of this machine on a free port of 127.0.0.1, every write on disk at once. */
export async function startRedis(): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir];
  const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  const launch = async (): Promise<ChildProcess> => {
    const child = spawn('redis-server', [...args, ...durable], { stdio: 'ignore' });
    for (let tries = 0; tries < 200 && !(await accepts(port)); tries++) await sleep(50);
    return child;
  };
  let server = await launch();
  const end = (signal: NodeJS.Signals): Promise<void> =>
    new Promise((done) => {
      server.once('exit', () => done());
      server.kill(signal);
    });
  return {
    url: `redis://127.0.0.1:${port}`,
    crashAndReturn: async () => {
      await end('SIGKILL');
      await sleep(3_000);
      server = await launch();
    },
    stop: async () => {
      await end('SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
