import { expireRequests } from '@gatehouse/access-request';
import { turnGrants } from '@gatehouse/grant';
import type { JobQueue } from '@gatehouse/jobs';
import type { PathOperations } from '../wiring/path-operations.js';

const everyMs = 5_000;

/**
 * Expires requests and turns grants by their windows, for lists and notices, and forgets what is kept of tokens that are too old.
 * No door waits for any of it.
 */
export async function turnByTime(queue: JobQueue, path: PathOperations): Promise<void> {
  queue.handle('expire-requests', async () => {
    await expireRequests(path);
  });
  queue.handle('turn-grants', async () => {
    await turnGrants(path);
  });
  queue.handle('forget-nt-hashes', async () => {
    await path.uow.run(({ tickets }) => tickets.forgetNtHashes(path.clock.now()));
  });
  await queue.repeat('expire-requests', everyMs);
  await queue.repeat('forget-nt-hashes', everyMs);
  await queue.repeat('turn-grants', everyMs);
}
