import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';

/**
 * A program that runs until it is stopped, with every process that it started and that stayed in its group. What it writes is
 * kept for failures.
 */
export class RunningProgram {
  private words = '';
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;

  constructor(program: string, args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
      ...options,
    });
    for (const stream of this.child.stdio.slice(1))
      stream?.on('data', (bytes: Buffer) => (this.words += bytes.toString('utf8')));
    this.gone = new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.once('error', (error) => {
        this.words += error.message;
        resolve();
      });
    });
    void this.gone.then(() => (this.isOver = true));
  }

  isOver = false;

  get output(): string {
    return this.words;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { pid } = this.child;
    if (pid !== undefined) {
      try {
        process.kill(-pid, signal);
      } catch {
        // Nobody is left in its group.
      }
    }
    await this.gone;
  }
}
