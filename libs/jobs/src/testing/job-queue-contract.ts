import { execFileSync, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobQueue, JobTrouble, RunningJob } from '../job-queue.js';
import { openJobQueue } from '../open-job-queue.js';

/** A backend that is running, and can be killed. */
export interface JobsWorld {
  addresses(): { databaseUrl: string; redisUrl?: string };
  /** kill -9 of the backend; resolves when it is back at the same address. */
  crash(): Promise<void>;
}

/** What every backend of `JobQueue` must do. */
export function jobQueueContract(backend: 'postgres' | 'redis', world: JobsWorld): void {
  describe(`JobQueue on ${backend}`, () => {
    let opened: JobQueue[] = [];
    let troubles: JobTrouble[] = [];

    const open = async (): Promise<JobQueue> => {
      const queue = await openJobQueue({
        ...world.addresses(),
        onTrouble: (trouble) => troubles.push(trouble),
      });
      opened.push(queue);
      return queue;
    };
    afterEach(async () => {
      await Promise.all(opened.map((queue) => queue.close()));
      opened = [];
      troubles = [];
    });

    it('says which backend it stands on', async () => {
      expect((await open()).backend).toBe(backend);
    });

    it('hands a job to the handler of its name, with its data', async () => {
      const queue = await open();
      const ran: RunningJob[] = [];
      const name = uniqueName();
      queue.handle(name, async (job) => void ran.push(job));
      await queue.start();
      await queue.enqueue(name, { request: 'req_1' });
      await until(() => ran.length > 0);
      expect(ran).toEqual([{ name, data: { request: 'req_1' }, attempt: 1 }]);
    });

    it('runs one id once, also for twenty at the same time over two gateways', async () => {
      const [one, two] = [await open(), await open()];
      let runs = 0;
      const name = uniqueName();
      for (const queue of [one, two]) {
        queue.handle(name, async () => void runs++);
        await queue.start();
      }
      await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).enqueue(name, {}, { jobId: 'req:1' })),
      );
      await until(() => runs > 0);
      await one.enqueue(name, {}, { jobId: 'req:1' });
      await sleep(1_000);
      expect(runs).toBe(1);
    });

    it('runs twenty delayed jobs never before and soon after their instants', async () => {
      const queue = await open();
      const lateMs: number[] = [];
      const name = uniqueName();
      queue.handle(name, async (job) => void lateMs.push(Date.now() - Number(job.data.atMs)));
      await queue.start();
      for (let n = 0; n < 20; n++) {
        const at = new Date(Date.now() + 500 + n * 50);
        await queue.enqueue(name, { atMs: at.getTime() }, { at });
      }
      await until(() => lateMs.length === 20);
      expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...lateMs)).toBeLessThan(2_000);
    });

    it('does not run a job that is months away, and takes it out on cancel', async () => {
      const queue = await open();
      let runs = 0;
      const name = uniqueName();
      queue.handle(name, async () => void runs++);
      await queue.start();
      await queue.enqueue(name, {}, { jobId: 'far', at: new Date(Date.now() + 2 ** 31 + 60_000) });
      await sleep(500);
      expect(runs).toBe(0);
      expect(await queue.cancel(name, 'far')).toBe(true);
      expect(await queue.cancel(name, 'far')).toBe(false);
    });

    it('tries a throwing handler again and says nothing when the second try works', async () => {
      const queue = await open();
      const attempts: number[] = [];
      const name = uniqueName();
      queue.handle(name, async (job) => {
        attempts.push(job.attempt);
        if (job.attempt === 1) throw new Error('not yet');
      });
      await queue.start();
      await queue.enqueue(name, {});
      await until(() => attempts.length === 2);
      expect(attempts).toEqual([1, 2]);
      expect(troubles).toEqual([]);
    });

    it('gives up after five tries and reports the job', async () => {
      const queue = await open();
      const name = uniqueName();
      let tries = 0;
      queue.handle(name, async () => {
        tries++;
        throw new Error('mail server refused');
      });
      await queue.start();
      await queue.enqueue(name, {});
      await until(() => troubles.length > 0);
      expect(tries).toBe(5);
      expect(troubles).toEqual([{ kind: 'job-failed', message: 'mail server refused', job: name }]);
    });

    it('repeats once per interval over two gateways', async () => {
      const [one, two] = [await open(), await open()];
      let runs = 0;
      const name = uniqueName();
      const startedMs = performance.now();
      for (const queue of [one, two]) {
        queue.handle(name, async () => void runs++);
        await queue.start();
        await queue.repeat(name, 500);
      }
      // Twice per interval would be there after four of them, when no more than seven are allowed.
      await until(() => runs >= 8);
      expect(runs).toBeLessThanOrEqual((performance.now() - startedMs) / 500 + 3);
    });

    it('drains on close: the running handler ends, the waiting job stays for the next gateway', async () => {
      const name = uniqueName();
      const finished: unknown[] = [];
      const queue = await open();
      let begun = false;
      queue.handle(name, async (job) => {
        begun = true;
        await sleep(2_500);
        finished.push(job.data.n);
      });
      await queue.start();
      await queue.enqueue(name, { n: 1 });
      await until(() => begun);
      await queue.enqueue(name, { n: 2 }, { at: new Date(Date.now() + 2_000) });
      await queue.close();
      expect(finished).toEqual([1]);
      const next = await open();
      next.handle(name, async (job) => void finished.push(job.data.n));
      await next.start();
      await until(() => finished.length === 2);
      expect(finished).toEqual([1, 2]);
    });

    it('goes on after the backend was killed: refuses meanwhile, keeps what it took, works again', async () => {
      const queue = await open();
      const ran: unknown[] = [];
      const name = uniqueName();
      queue.handle(name, async (job) => void ran.push(job.data.n));
      await queue.start();
      await queue.enqueue(name, { n: 'kept' }, { at: new Date(Date.now() + 2_000) });
      const back = world.crash();
      const answers: string[] = [];
      const asked = Date.now();
      while (!answers.includes('refused') && Date.now() - asked < 10_000) {
        answers.push(
          await queue.enqueue(name, { n: 'maybe' }).then(
            () => 'taken',
            () => 'refused',
          ),
        );
        await sleep(5);
      }
      await back;
      expect(answers).toContain('refused');
      await until(async () =>
        queue.enqueue(name, { n: 'after' }).then(
          () => true,
          () => false,
        ),
      );
      await until(() => ran.includes('kept') && ran.includes('after'), 40_000);
    });

    it('runs the job of a killed gateway on another one', async () => {
      const name = uniqueName();
      await killWhileRunning(world, name);
      const queue = await open();
      let runs = 0;
      queue.handle(name, async () => void runs++);
      await queue.start();
      await until(() => runs > 0, 40_000);
      expect(runs).toBe(1);
    });

    it('refuses a second handler for one name', async () => {
      const queue = await open();
      queue.handle('sweep', async () => undefined);
      expect(() => queue.handle('sweep', async () => undefined)).toThrow('has a handler already');
    });
  });
}

let names = 0;

/** The queue outlives a test, so every test has its own name. */
function uniqueName(): string {
  return `test-${process.pid}-${names++}`;
}

async function until(holds: () => boolean | Promise<boolean>, withinMs = 25_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`did not come true within ${withinMs} ms: ${String(holds)}`);
    await sleep(20);
  }
}

/** Another process takes the job and is killed in the middle of it. */
async function killWhileRunning(world: JobsWorld, name: string): Promise<void> {
  const repository = resolve(__dirname, '../../../..');
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'libs/jobs/tsconfig.lib.json'], {
    cwd: repository,
  });
  const script = `
    import { openJobQueue } from ${JSON.stringify(resolve(__dirname, '../../dist/index.js'))};
    const queue = await openJobQueue({ ...${JSON.stringify(world.addresses())}, onTrouble: () => undefined });
    queue.handle(${JSON.stringify(name)}, () => { console.log('running'); return new Promise(() => undefined); });
    await queue.start();
    await queue.enqueue(${JSON.stringify(name)}, {});
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  await new Promise<void>((running, reject) => {
    child.once('exit', (code) => reject(new Error(`the other gateway ended with ${String(code)}`)));
    child.stdout.on('data', () => running());
  });
  child.kill('SIGKILL');
  await ended;
}
