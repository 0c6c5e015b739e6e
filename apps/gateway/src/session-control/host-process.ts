import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  ControlNews,
  ControlQuestions,
  HostNews,
  HostQuestions,
  HostStart,
} from '../session-host/host-messages.js';
import { ProcessChannel } from '../session-host/process-channel.js';

export type ControlChannel = ProcessChannel<ControlQuestions, ControlNews, HostQuestions, HostNews>;

const stuckAfterMs = 5_000;
const readyWithinMs = 20_000;

/**
 * A session at line rate leaves a gigabyte of used buffers behind every few seconds. V8 frees them beside the program
 * and hears of it only at the next collection; until then it takes them for memory in use, and so collects the whole
 * heap every 30 MiB. Freed at once, it needs a fraction of that. And the short collections that free young buffers come
 * when the young heap is full: a small one is full before 30 MiB of buffers hang on it.
 */
const hostFlags = ['--no-concurrent-array-buffer-sweeping', '--max-semi-space-size=1'];

/**
 * With an arena for each thread, glibc keeps what one thread gave back from the others: 187 KiB for each idle session were 138 with
 * one (200 browser terminals, session hosts alone).
 */
const oneArena = { MALLOC_ARENA_MAX: '1' };

/** One session host, alive from `ready` to `gone`. */
export class HostProcess {
  readonly channel: ControlChannel;
  readonly pid: number;
  readonly ready: Promise<void>;
  /** Resolves when the process has ended, whatever it died of. */
  readonly gone: Promise<void>;
  streamSocket: string | null = null;
  /** What it said last that it runs. */
  sessionIds: readonly string[] = [];
  private heardAt = performance.now();
  private readonly child: ChildProcess;

  constructor(start: HostStart) {
    // A clean environment: what the control process got from its own (the database's address) is no host's business.
    const { PATH, TZ, NODE_ENV, NODE_EXTRA_CA_CERTS } = process.env;
    const env = Object.fromEntries(
      Object.entries({ PATH, TZ, NODE_ENV, NODE_EXTRA_CA_CERTS }).filter((entry) => entry[1] !== undefined),
    );
    this.child = fork(fileURLToPath(new URL('../session-host/main.js', import.meta.url)), [], {
      env: { ...env, ...oneArena },
      execArgv: [...process.execArgv, ...hostFlags],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.pid = this.child.pid ?? -1;
    this.channel = new ProcessChannel(this.child);
    this.gone = new Promise((resolve) => {
      this.child.once('exit', () => {
        this.channel.lost();
        resolve();
      });
      this.child.once('error', () => resolve());
    });
    this.ready = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('a session host did not start in time')), readyWithinMs);
      void this.gone.then(() => reject(new Error('a session host ended while it started')));
      this.channel.hear('ready', ({ streamSocket }) => {
        clearTimeout(late);
        this.streamSocket = streamSocket;
        this.heardAt = performance.now();
        resolve();
      });
    });
    this.ready.catch(() => undefined);
    this.channel.hear('pong', ({ sessionIds }) => {
      this.heardAt = performance.now();
      this.sessionIds = sessionIds;
    });
    this.channel.tell('start', start);
  }

  get isReady(): boolean {
    return this.streamSocket !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** True when the host did not answer for five seconds: it is stuck, and its sessions with it. */
  get isStuck(): boolean {
    return this.isReady && performance.now() - this.heardAt > stuckAfterMs;
  }

  /** Lets the process end by itself: a host without its control process finishes and goes. */
  disconnect(): void {
    if (this.child.connected) this.child.disconnect();
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
