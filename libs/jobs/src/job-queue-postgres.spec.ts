import { type RunningPostgres, startEmbeddedPostgres } from '@gatehouse/embedded-postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { openJobQueue } from './open-job-queue.js';
import { jobQueueContract } from './testing/job-queue-contract.js';

jest.setTimeout(60_000);

/** Ephemeral servers confirm a commit before it is written, and so would lose jobs when killed. */
const outlivesKill = { synchronous_commit: 'on', full_page_writes: 'on' };

let postgres: RunningPostgres;
beforeAll(async () => {
  postgres = await startEmbeddedPostgres({ ephemeral: true, settings: outlivesKill });
});
afterAll(() => postgres.stop());

jobQueueContract('postgres', {
  addresses: () => ({ databaseUrl: postgres.url }),
  crash: async () => {
    const { pid } = postgres;
    process.kill(pid, 'SIGKILL');
    while (postgres.pid === pid) await sleep(50);
  },
});

it('rejects when PostgreSQL does not answer, because a queue made then would never recover', async () => {
  const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';
  await expect(openJobQueue({ databaseUrl, onTrouble: () => undefined })).rejects.toThrow('ECONNREFUSED');
});
