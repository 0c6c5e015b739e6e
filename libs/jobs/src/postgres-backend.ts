import { createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { type Backend, type BackendQueue, type BackendWorker, queueName } from './backend.js';

/** Brings the schema `bullmq` up to date (under an advisory lock, so several gateways may) and opens the queue. */
export async function postgresBackend(databaseUrl: string): Promise<Backend> {
  await migrate(databaseUrl);
  const bullmq = withBackend(createPostgresBackend);
  const connection = { connectionString: databaseUrl, max: 2 };
  const queue = new bullmq.Queue(queueName, { connection });
  queue.on('error', () => undefined);
  await queue.waitUntilReady();
  return {
    name: 'postgres',
    queue: queue as BackendQueue,
    worker: (run, options) => new bullmq.Worker(queueName, run, { ...options, connection }) as BackendWorker,
  };
}

async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
