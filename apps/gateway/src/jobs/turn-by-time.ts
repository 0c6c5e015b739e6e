import { expireRequests } from '@gatehouse/access-request';
import { turnGrants } from '@gatehouse/grant';
import type { JobQueue } from '@gatehouse/jobs';
import type { PathOperations } from '../wiring/path-operations.js';

const everyMs = 5_000;

/** Expires requests and turns grants by their windows, for lists and notices. No door waits for either. */
export async function turnByTime(queue: JobQueue, path: PathOperations): Promise<void> {
  queue.handle('expire-requests', async () => {
    await expireRequests(path);
  });
  queue.handle('turn-grants', async () => {
    await turnGrants(path);
  });
  await queue.repeat('expire-requests', everyMs);
  await queue.repeat('turn-grants', everyMs);
}
