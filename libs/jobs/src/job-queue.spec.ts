import { startEmbeddedPostgres, type RunningPostgres } from '@gatehouse/embedded-postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { jobQueueContract } from './testing/job-queue-contract.js';
import { openJobQueue } from './open-job-queue.js';
import { type RedisServer, startRedis } from './testing/redis-server.js';

jest.setTimeout(60_000);

/** Ephemeral servers confirm a commit before it is written, and so would lose jobs when killed. */
const outlivesKill = { synchronous_commit: 'on', full_page_writes: 'on' };

let postgres: RunningPostgres;
let redis: RedisServer;
beforeAll(async () => {
  [postgres, redis] = await Promise.all([
    startEmbeddedPostgres({ ephemeral: true, settings: outlivesKill }),
    startRedis(),
  ]);
});
afterAll(() => Promise.all([postgres.stop(), redis.stop()]));

jobQueueContract('postgres', {
  addresses: () => ({ databaseUrl: postgres.url }),
  crash: async () => {
    const { pid } = postgres;
    process.kill(pid, 'SIGKILL');
    while (postgres.pid === pid) await sleep(50);
  },
});

jobQueueContract('redis', {
  addresses: () => ({ databaseUrl: postgres.url, redisUrl: redis.url }),
  crash: () => redis.crashAndReturn(),
});

describe('openJobQueue', () => {
  it('rejects when PostgreSQL does not answer, because a queue made then would never recover', async () => {
    const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';
    await expect(openJobQueue({ databaseUrl, onTrouble: () => undefined })).rejects.toThrow('ECONNREFUSED');
  });

  it('rejects when Redis does not answer, and says what to do', async () => {
    const addresses = { databaseUrl: postgres.url, redisUrl: 'redis://127.0.0.1:1' };
    await expect(openJobQueue({ ...addresses, onTrouble: () => undefined })).rejects.toThrow('REDIS_URL');
  });
});
