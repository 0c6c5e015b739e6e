import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';

/** A program that runs until it is stopped; what it writes is kept for failures. */
export class RunningProgram {
  private words = '';
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;

  constructor(program: string, args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], ...options });
    for (const stream of this.child.stdio.slice(1))
      stream?.on('data', (bytes: Buffer) => (this.words += bytes.toString('latin1')));
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

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone;
  }
}
