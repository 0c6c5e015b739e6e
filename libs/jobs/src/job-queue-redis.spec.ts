import { openJobQueue } from './open-job-queue.js';
import { jobQueueContract } from './testing/job-queue-contract.js';
import { type RedisServer, startRedis } from './testing/redis-server.js';

jest.setTimeout(60_000);

/** Never asked: with a Redis the database holds no job. */
const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

jobQueueContract('redis', {
  addresses: () => ({ databaseUrl, redisUrl: redis.url }),
  crash: () => redis.crashAndReturn(),
});

it('rejects when Redis does not answer, and says what to do', async () => {
  const addresses = { databaseUrl, redisUrl: 'redis://127.0.0.1:1' };
  await expect(openJobQueue({ ...addresses, onTrouble: () => undefined })).rejects.toThrow('REDIS_URL');
});
