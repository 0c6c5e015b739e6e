import { spawn } from 'node:child_process';
import { sshArguments } from './ssh-client.js';
import type { SshOptions } from './ssh-client.js';
import { temporaryFolder } from './temporary-folder.js';

export interface FileClientRun {
  readonly code: number | null;
  /** Both streams, as a person would read them. */
  readonly said: string;
}

/**
 * Runs the system's own `scp` or `sftp` to its end.
 * @param args what stands behind the options; `at` gives a place at the other side, as `user@host:path`.
 */
export async function runFileClient(
  program: 'scp' | 'sftp',
  options: Pick<SshOptions, 'port' | 'user' | 'answers'>,
  args: (at: (path: string) => string) => readonly string[],
  input = '',
): Promise<FileClientRun> {
  const folder = temporaryFolder('file-client');
  const ssh = sshArguments(options, folder.path);
  // As ssh has them, but for the port, which has another letter, and the name at the end.
  const common = ssh.args.slice(0, -3).map((each) => (each === '-p' ? '-P' : each));
  const child = spawn(program, [...common, ...args((path) => `${options.user}@127.0.0.1:${path}`)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...ssh.environment },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString('utf8')));
  child.stdin.on('error', () => undefined).end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), 90_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  folder.remove();
  return { code, said };
}
