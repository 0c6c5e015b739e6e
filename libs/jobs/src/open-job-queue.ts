import { bullmqJobQueue } from './bullmq-job-queue.js';
import type { JobQueue, JobQueueOptions } from './job-queue.js';
import { postgresBackend } from './postgres-backend.js';
import { redisBackend } from './redis-backend.js';

/**
 * Opens the queue: on Redis when there is one, else on PostgreSQL. The backend must answer now; a BullMQ queue
 * made while PostgreSQL is away never recovers and says nothing (seen), so this rejects instead.
 */
export async function openJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const backend = options.redisUrl
    ? await redisBackend(options.redisUrl)
    : await postgresBackend(options.databaseUrl);
  return bullmqJobQueue(backend, { concurrency: options.concurrency ?? 4, onTrouble: options.onTrouble });
}
