import type { Job, JobsOptions, WorkerOptions } from 'bullmq';

/** The part of a BullMQ queue that we use; the same on both backends. */
export interface BackendQueue {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  getJob(id: string): Promise<{ getState(): Promise<string>; remove(): Promise<void> } | undefined>;
  upsertJobScheduler(
    id: string,
    repeat: { every: number },
    template: { name: string; data: unknown; opts: Omit<JobsOptions, 'jobId' | 'repeat' | 'delay'> },
  ): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** The part of a BullMQ worker that we use. */
export interface BackendWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** Where the jobs are kept. */
export interface Backend {
  readonly name: 'postgres' | 'redis';
  readonly queue: BackendQueue;
  worker(run: (job: Job) => Promise<void>, options: Omit<WorkerOptions, 'connection'>): BackendWorker;
}

/** One queue holds every job; the name says which handler does it. */
export const queueName = 'gatehouse';
