import { spawn } from 'node:child_process';
import type { ClientRun } from './client-program.js';

/**
 * Runs a program to its end, without a terminal it could ask questions on. Input may come in two parts: what answers
 * its questions, and the rest once `ready` is seen in its output.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  input: { first?: string; ready?: RegExp; rest: Buffer },
  environment: Readonly<Record<string, string>> = {},
  timeoutMs = 100_000,
): Promise<ClientRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', ...environment },
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const out: Buffer[] = [];
    let err = '';
    let waits = input.ready ?? null;
    const feed = (): void => {
      waits = null;
      child.stdin.end(input.rest);
    };
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => {
      err += bytes.toString('utf8');
      if (waits?.test(err)) feed();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(out), stderr: err, code });
    });
    if (input.first !== undefined) child.stdin.write(input.first);
    if (waits === null) feed();
  });
}
