/** JSON values only. Ids rather than facts: a job may run much later than it was put in, and must look again. */
export type JobData = Readonly<Record<string, unknown>>;

/** One run of a job, as its handler sees it. */
export interface RunningJob {
  readonly name: string;
  readonly data: JobData;
  /** 1 for the first run. */
  readonly attempt: number;
}

export type JobHandler = (job: RunningJob) => Promise<void>;

export interface EnqueueOptions {
  /**
   * The same name and id enter once: a second `enqueue` changes nothing while the first waits, runs, or ended
   * within the last day.
   */
  jobId?: string;
  /** Not before this instant. An instant gone by means at once. */
  at?: Date;
}

/**
 * Work that must survive this process. Guarantees, the same on PostgreSQL and on Redis:
 * - at least once: a job whose process was killed runs again elsewhere within about 20 s, so a handler must
 *   bear a second run;
 * - never before its instant, which may be months away;
 * - a handler that throws is tried five times, 1, 2, 4 and 8 s apart, and then reported through `onTrouble`.
 *
 * No order is promised between jobs. Jobs drive housekeeping; no door and no deadline may depend on one.
 */
export interface JobQueue {
  readonly backend: 'postgres' | 'redis';
  /** Says who does the jobs of this name. Call before `start`; throws when the name has a handler already. */
  handle(name: string, handler: JobHandler): void;
  /**
   * Resolves when the job is stored. Rejects within two seconds while the backend is away; the job may have been
   * stored all the same, so whoever tries again gives a `jobId`.
   */
  enqueue(name: string, data: JobData, options?: EnqueueOptions): Promise<void>;
  /** Takes a job out that has not started. False when there is none to take out. */
  cancel(name: string, jobId: string): Promise<boolean>;
  /** Runs the name now and then every `everyMs`, once over all gateways. Calling again changes the interval. */
  repeat(name: string, everyMs: number, data?: JobData): Promise<void>;
  /** Begins to work. Without it this process only puts jobs in. */
  start(): Promise<void>;
  /** Takes no more, waits for the running handlers, lets go of the connections. Safe to call twice. */
  close(): Promise<void>;
}

export interface JobQueueOptions {
  /** A running PostgreSQL, 15 or later; the jobs live in its schema `bullmq`. */
  databaseUrl: string;
  /** Jobs live here instead when it is set. */
  redisUrl?: string | undefined;
  /** Jobs this process runs at the same time. Default 4. */
  concurrency?: number;
  /** Gets connection trouble, from which the queue recovers by itself, and jobs given up after the last try. */
  onTrouble: (trouble: JobTrouble) => void;
}

export interface JobTrouble {
  readonly kind: 'connection' | 'job-failed';
  /** Holds no address and no password. */
  readonly message: string;
  readonly job?: string;
}
