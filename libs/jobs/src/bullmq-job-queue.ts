import type { Job, JobsOptions } from 'bullmq';
import type { Backend, BackendWorker } from './backend.js';
import type { JobData, JobHandler, JobQueue, JobQueueOptions } from './job-queue.js';

/** The queue over either backend; everything that differs between them is in `backend`. */
export function bullmqJobQueue(
  backend: Backend,
  { concurrency, onTrouble }: Required<Pick<JobQueueOptions, 'concurrency' | 'onTrouble'>>,
): JobQueue {
  const handlers = new Map<string, JobHandler>();
  let worker: BackendWorker | null = null;
  let closing: Promise<void> | null = null;

  const reportConnection = (error: Error): void =>
    onTrouble({
      kind: 'connection',
      message: `The job queue lost its ${backend.name} connection (${codeOf(error)}).`,
    });
  const reportFailure = (job: Job | undefined, error: Error): void => {
    if (job && job.attemptsMade < (job.opts.attempts ?? 1)) return;
    onTrouble({ kind: 'job-failed', message: error.message, ...(job ? { job: job.name } : {}) });
  };
  const run = async (job: Job): Promise<void> => {
    const handler = handlers.get(job.name);
    if (!handler) throw new Error(`no handler for the job "${job.name}" in this version`);
    await handler({ name: job.name, data: job.data as JobData, attempt: job.attemptsMade + 1 });
  };
  const close = async (): Promise<void> => {
    await worker?.close();
    await backend.queue.close();
  };
  backend.queue.on('error', reportConnection);

  return {
    backend: backend.name,
    handle(name, handler) {
      if (handlers.has(name)) throw new Error(`the job "${name}" has a handler already`);
      handlers.set(name, handler);
    },
    async enqueue(name, data, options = {}) {
      const stored = backend.queue.add(name, data, {
        ...keepAndRetry,
        ...(options.jobId === undefined ? {} : { jobId: storedId(name, options.jobId) }),
        ...(options.at ? { delay: Math.max(0, options.at.getTime() - Date.now()) } : {}),
      });
      await within(enqueuePatienceMs, stored);
    },
    async cancel(name, jobId) {
      const job = await backend.queue.getJob(storedId(name, jobId));
      if (!job || !['delayed', 'waiting', 'prioritized'].includes(await job.getState())) return false;
      await job.remove();
      return true;
    },
    async repeat(name, everyMs, data = {}) {
      // What ran is of no interest, and what failed comes round again.
      const opts = { removeOnComplete: true, removeOnFail: { count: 20 }, attempts: 1 };
      await backend.queue.upsertJobScheduler(name, { every: everyMs }, { name, data, opts });
    },
    async start() {
      worker = backend.worker(run, {
        concurrency,
        lockDuration: 10_000,
        stalledInterval: 5_000,
        maxStalledCount: 5,
      });
      worker.on('error', reportConnection);
      worker.on('failed', reportFailure);
      await worker.waitUntilReady();
    },
    close: () => (closing ??= close()),
  };
}

const daySeconds = 24 * 60 * 60;

const keepAndRetry = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: { age: daySeconds },
  removeOnFail: { age: 7 * daySeconds },
} satisfies JobsOptions;

/** BullMQ takes no colon and no bare number as an id. */
function storedId(name: string, jobId: string): string {
  return `${name}~${encodeURIComponent(jobId)}`;
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}

const enqueuePatienceMs = 2_000;

/** BullMQ on Redis waits through an outage; whoever put the job in must not hang with it. */
async function within(patienceMs: number, stored: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The job queue does not answer; try again.')), patienceMs);
  });
  try {
    await Promise.race([stored, late]);
  } finally {
    clearTimeout(timer);
  }
}
