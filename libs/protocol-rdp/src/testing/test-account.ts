import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.js';

/** An account of this machine that exists for one test. Needs root. */
export interface TestAccount {
  readonly name: string;
  readonly password: string;
  readonly home: string;
  /** Ends what runs under it. */
  endProcesses(): Promise<void>;
  /** Ends what runs under it and takes it away, its home included. */
  remove(): Promise<void>;
}

export async function makeTestAccount(folder: string): Promise<TestAccount> {
  const name = `ghrdp${randomBytes(4).toString('hex')}`;
  const home = join(folder, 'home');
  await eventually(() => run('useradd', '--create-home', '--home-dir', home, '--shell', '/bin/bash', name));
  const password = `Dreh-${randomBytes(6).toString('hex')}`;
  execFileSync('chpasswd', { input: `${name}:${password}\n`, stdio: ['pipe', 'ignore', 'ignore'] });
  const { uid } = statSync(home);
  const endProcesses = async (): Promise<void> => {
    // X servers remove their sockets and lock files when they are asked to go.
    signal(uid, 'SIGTERM');
    await eventually(() => processesOf(uid).length === 0, 3_000).catch(() => signal(uid, 'SIGKILL'));
  };
  return {
    ...{ name, password, home, endProcesses },
    remove: async () => {
      await endProcesses();
      await eventually(() => run('userdel', '--force', '--remove', name));
    },
  };
}

/** False where it failed, as when another one holds the lock on the accounts. */
function run(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function signal(uid: number, name: NodeJS.Signals): void {
  for (const pid of processesOf(uid)) {
    try {
      process.kill(pid, name);
    } catch {
      // It went by itself.
    }
  }
}

/** Those that live: one that ended and was not waited for has no command line. */
function processesOf(uid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .filter((pid) => {
      try {
        return statSync(`/proc/${pid}`).uid === uid && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
      } catch {
        return false;
      }
    });
}
