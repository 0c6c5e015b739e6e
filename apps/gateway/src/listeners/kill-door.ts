import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * The local kill, in a process of its own: it answers while this one is stuck or stopped. It ends with this process,
 * once no session host is left either.
 */
export class KillDoor {
  private child: ChildProcess | null = null;
  private stopping = false;

  constructor(private readonly folders: { killDirectory: string; latchDirectory: string }) {}

  /** Resolves when its socket listens. */
  async open(): Promise<void> {
    const { PATH, TZ } = process.env;
    const { killDirectory, latchDirectory } = this.folders;
    const child = fork(
      fileURLToPath(new URL('./kill-door-main.js', import.meta.url)),
      [killDirectory, latchDirectory],
      {
        env: Object.fromEntries(Object.entries({ PATH, TZ }).filter((entry) => entry[1] !== undefined)),
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    this.child = child;
    child.once('exit', () => {
      if (!this.stopping) setTimeout(() => void this.open().catch(() => undefined), 500);
    });
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', () => reject(new Error('the local kill could not be opened')));
      child.once('error', reject);
    });
  }

  async close(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }
}
