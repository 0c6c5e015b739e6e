import type { Clock } from '@gatehouse/kernel';
import type { JobQueue } from '@gatehouse/jobs';
import type { Notifier } from '@gatehouse/notify';
import { findWaitingRequest } from '@gatehouse/persistence';
import type { OutboxEntry } from '@gatehouse/persistence';
import type { EntityManager } from 'typeorm';

export interface WaitingRequestNotice {
  readonly manager: EntityManager;
  readonly clock: Clock;
  readonly publicOrigin: string;
  /** By name, such as `mail`; each is told in a job of its own, so that one in trouble repeats only itself. */
  readonly notifiers: Readonly<Record<string, Notifier>>;
}

/** Takes on the jobs that tell of a waiting request. One that was answered meanwhile is told to nobody. */
export function handleWaitingRequests(queue: JobQueue, notice: WaitingRequestNotice): void {
  for (const [name, notifier] of Object.entries(notice.notifiers))
    queue.handle(jobName(name), async ({ data }) => {
      const request = await findWaitingRequest(notice.manager, String(data.requestId), notice.clock.now());
      if (request === null) return;
      const { approvers, ...rest } = request;
      const url = `${notice.publicOrigin}/requests/${request.requestId}`;
      await notifier.tell({ ...rest, url }, approvers);
    });
}

/** Puts the jobs in for a `request.submitted`; the entry's number makes a second call change nothing. */
export async function enqueueWaitingRequest(
  queue: JobQueue,
  notifiers: readonly string[],
  entry: OutboxEntry,
): Promise<void> {
  const requestId = entry.payload.subjects.request;
  if (entry.kind !== 'request.submitted' || requestId === undefined) return;
  for (const name of notifiers)
    await queue.enqueue(jobName(name), { requestId }, { jobId: `outbox-${entry.id}` });
}

function jobName(notifier: string): string {
  return `tell-of-waiting-request-by-${notifier}`;
}
