import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The root of the checkout; every command runs there. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Nx without its daemon, its cloud and its screen. */
export const quietEnvironment = { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' };

/**
 * Runs a command to its end. `show: true` lets it write to our terminal; otherwise its output is kept and
 * given back. `timeoutMs` kills the whole process group, and the answer then says `timedOut`.
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>}
 */
export function runCommand(
  command,
  args,
  { cwd = root, env = quietEnvironment, show = false, timeoutMs } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: timeoutMs !== undefined,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    let timedOut = false;
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          process.kill(-child.pid, 'SIGKILL');
        }, timeoutMs)
      : undefined;
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code: code ?? 128 + constants.signals[signal],
        output: Buffer.concat(chunks).toString(),
        timedOut,
      });
    });
  });
}

/** True when the program is on the PATH. */
export async function hasProgram(name) {
  return (await runCommand('/bin/sh', ['-c', `command -v "${name}"`])).code === 0;
}

/** `12.3 s` since `startedMs` of performance.now(). */
export function secondsSince(startedMs) {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}
