import { spawn } from 'node:child_process';

/**
 * Ties an ephemeral server to this process: when we die, however we die, the pipe closes, and the shell at its
 * other end kills the server and removes its folders. `release` ends the shell without that.
 */
export function leash(pid: number, folders: readonly string[]): { release(): void } {
  const script = 'cat >/dev/null; pid="$1"; shift; kill -QUIT "$pid" 2>/dev/null; sleep 1; rm -rf -- "$@"';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', String(pid), ...folders], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  shell.on('error', () => undefined);
  shell.unref();
  const pipe: unknown = shell.stdin;
  (pipe as { unref(): void }).unref();
  return {
    release: () => {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    },
  };
}
