import { Queue, Worker } from 'bullmq';
import { type Backend, type BackendQueue, type BackendWorker, queueName } from './backend.js';

const connectPatienceMs = 10_000;

/** Opens the queue on Redis 6.2 or later. Rejects when it does not answer within ten seconds. */
export async function redisBackend(redisUrl: string): Promise<Backend> {
  const queue = new Queue(queueName, {
    // A request of a person must not hang while Redis is away: the command is refused instead of kept waiting.
    connection: { url: redisUrl, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
    prefix: 'gatehouse',
  });
  queue.on('error', () => undefined);
  await answers(queue);
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

async function answers(queue: Queue): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), connectPatienceMs);
  });
  try {
    await Promise.race([queue.waitUntilReady(), late]);
  } catch (cause) {
    await queue.disconnect();
    throw new Error('Redis does not answer: start it, or correct REDIS_URL.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
