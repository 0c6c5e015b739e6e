import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process whose output is kept, and which can be waited for and ended by its id. */
export class WatchedProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessEnd>;
  private text = '';
  private readonly watchers = new Set<() => void>();

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const keep = (bytes: Buffer): void => {
      this.text += bytes.toString('utf8');
      this.wake();
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.text += `${error.message}\n`;
        resolve({ code: null, signal: null });
      });
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.ended.then(() => this.wake());
  }

  /** Everything it has written so far, both streams in the order of arrival. */
  get output(): string {
    return this.text;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`the process never started: ${this.text}`);
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  /** The first match in what it writes. Rejects with its output when it ends or the time is over before. */
  async untilOutput(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const found = pattern.exec(this.text);
      if (found) return found;
      const left = deadline - performance.now();
      if (!this.running) throw new Error(`it ended before it wrote ${String(pattern)}:\n${this.text}`);
      if (left <= 0)
        throw new Error(`it did not write ${String(pattern)} within ${timeoutMs} ms:\n${this.text}`);
      await this.change(left);
    }
  }

  /** Sends a signal and waits for the end; SIGKILL follows when it does not end in time. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', withinMs = 20_000): Promise<ProcessEnd> {
    if (!this.running) return this.ended;
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), withinMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  private wake(): void {
    for (const watcher of [...this.watchers]) watcher();
  }

  private change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.watchers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, withinMs));
      this.watchers.add(done);
    });
  }
}
