import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type Backend, type BackendQueue, type BackendWorker, queueName } from './backend.js';

const connectPatienceMs = 10_000;

/** Opens the queue on Redis 6.2 or later. Rejects when it does not answer within ten seconds. */
export async function redisBackend(redisUrl: string): Promise<Backend> {
  await mustAnswer(redisUrl);
  const queue = new Queue(queueName, {
    connection: { url: redisUrl, maxRetriesPerRequest: 1 },
    prefix: 'gatehouse',
  });
  queue.on('error', () => undefined);
  await queue.waitUntilReady();
  return {
    name: 'redis',
    queue: queue as BackendQueue,
    // BullMQ demands null here: a worker's blocking command waits through an outage.
    worker: (run, options) =>
      new Worker(queueName, run, {
        ...options,
        connection: { url: redisUrl, maxRetriesPerRequest: null },
        prefix: 'gatehouse',
      }) as BackendWorker,
  };
}

/** Asked on a connection of its own: a BullMQ queue would go on trying for ever, and cannot be stopped. */
async function mustAnswer(redisUrl: string): Promise<void> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: connectPatienceMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    throw new Error('Redis does not answer: start it, or correct REDIS_URL.', { cause });
  } finally {
    if (client.status !== 'end') client.disconnect();
  }
}
