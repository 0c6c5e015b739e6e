import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';
import { WatchedProcess } from './watched-process.js';
import { spawn } from 'node:child_process';

export interface SshOptions {
  readonly port: number;
  /** `login+handle` at the gateway, the account at a target. */
  readonly user: string;
  /** Answers in the order in which they are asked: password, then code. */
  readonly answers?: readonly string[];
  readonly keyFile?: string;
  /** One line `TYPE BASE64` the server must show; anything is accepted without it. */
  readonly hostKey?: string;
  readonly command?: string;
  readonly stdin?: string | Buffer;
  /** Asks for a terminal, as an interactive `ssh` does. */
  readonly terminal?: boolean;
  readonly options?: readonly string[];
  readonly timeoutMs?: number;
}

export interface SshResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds from the start of ssh to its end. */
  readonly tookMs: number;
}

/** Runs the system's own `ssh` to its end. */
export async function runSsh(options: SshOptions): Promise<SshResult> {
  const session = openSsh(options);
  if (options.stdin !== undefined) session.child.stdin?.end(options.stdin);
  else session.child.stdin?.end();
  const timer = setTimeout(() => session.child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
  const result = await session.ended;
  clearTimeout(timer);
  return result;
}

export interface SshSession {
  readonly child: ReturnType<typeof spawn>;
  /** What the remote side wrote so far. */
  stdout(): Buffer;
  stderr(): string;
  type(text: string | Buffer): void;
  /** Resolves with the output when it matches. */
  untilOutput(pattern: RegExp, timeoutMs?: number): Promise<string>;
  readonly ended: Promise<SshResult>;
  /** Kills the client as a lost laptop would. */
  kill(): Promise<SshResult>;
}

/** Starts `ssh` and leaves its input open. Its questions are answered through SSH_ASKPASS. */
export function openSsh(options: SshOptions): SshSession {
  const folder = temporaryFolder('ssh');
  const began = performance.now();
  const { args, environment } = sshArguments(options, folder.path);
  const child = spawn('ssh', options.command === undefined ? args : [...args, options.command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...environment },
  });
  const out: Buffer[] = [];
  let err = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (bytes: Buffer) => {
    out.push(bytes);
    for (const watcher of [...watchers]) watcher();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    err += bytes.toString('utf8');
    for (const watcher of [...watchers]) watcher();
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<SshResult>((resolve) => {
    child.once('close', (code, signal) => {
      folder.remove();
      for (const watcher of [...watchers]) watcher();
      resolve({ stdout: Buffer.concat(out), stderr: err, code, signal, tookMs: performance.now() - began });
    });
  });
  return {
    child,
    stdout: () => Buffer.concat(out),
    stderr: () => err,
    type: (text) => void child.stdin.write(text),
    untilOutput: (pattern, timeoutMs = 30_000) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const text = Buffer.concat(out).toString('utf8') + err;
          if (pattern.test(text)) settle(() => resolve(text));
          else if (child.exitCode !== null || child.signalCode !== null)
            settle(() => reject(new Error(`ssh ended before ${String(pattern)}:\n${text}`)));
        };
        const timer = setTimeout(
          () =>
            settle(() =>
              reject(new Error(`no ${String(pattern)} in:\n${Buffer.concat(out).toString()}${err}`)),
            ),
          timeoutMs,
        );
        const settle = (end: () => void): void => {
          clearTimeout(timer);
          watchers.delete(look);
          end();
        };
        watchers.add(look);
        look();
      }),
    ended,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** The host key a server shows, as a line `TYPE BASE64`. */
export async function scanHostKey(port: number, type = 'ed25519'): Promise<string> {
  const scan = new WatchedProcess('ssh-keyscan', ['-t', type, '-p', String(port), '127.0.0.1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await scan.ended;
  const line = scan.output.split('\n').find((each) => each.startsWith('['));
  if (!line) throw new Error(`no ${type} host key on port ${port}: ${scan.output}`);
  return line.split(' ').slice(1, 3).join(' ');
}

/** The arguments of `ssh` before a command, and an environment in which its questions are answered from `folder`. */
export function sshArguments(
  options: SshOptions,
  folder: string,
): { args: string[]; environment: Record<string, string> } {
  const environment = {
    HOME: folder,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    DISPLAY: 'none',
    SSH_ASKPASS: askPass(folder, options.answers ?? []),
    SSH_ASKPASS_REQUIRE: 'force',
  };
  return { args: argumentsOf(options, folder), environment };
}

function argumentsOf(options: SshOptions, folder: string): string[] {
  const knownHosts = join(folder, 'known_hosts');
  if (options.hostKey) writeFileSync(knownHosts, `[127.0.0.1]:${options.port} ${options.hostKey}\n`);
  // ssh keeps the first value of a setting, so what a test asks for comes first.
  const settings = [
    ...(options.options ?? []),
    `StrictHostKeyChecking=${options.hostKey ? 'yes' : 'no'}`,
    `UserKnownHostsFile=${options.hostKey ? knownHosts : '/dev/null'}`,
    'GlobalKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'ConnectTimeout=20',
    'NumberOfPasswordPrompts=1',
    ...(options.keyFile
      ? ['IdentitiesOnly=yes', `IdentityFile=${options.keyFile}`]
      : ['PubkeyAuthentication=no', 'IdentityAgent=none']),
  ];
  return [
    '-F',
    '/dev/null',
    ...settings.flatMap((setting) => ['-o', setting]),
    ...(options.terminal === true ? ['-tt'] : options.terminal === false ? ['-T'] : []),
    '-p',
    String(options.port),
    '-l',
    options.user,
    '127.0.0.1',
  ];
}

/** A program ssh runs for each question: it gives the answers one after the other, then nothing. */
function askPass(folder: string, answers: readonly string[]): string {
  const file = join(folder, 'askpass');
  rmSync(join(folder, 'asked'), { force: true });
  answers.forEach((answer, index) => writeFileSync(join(folder, `answer-${index}`), answer, { mode: 0o600 }));
  writeFileSync(
    file,
    [
      '#!/bin/sh',
      `cd '${folder}'`,
      'printf "%s\\n" "$1" >> questions',
      'n=$(cat asked 2>/dev/null || echo 0)',
      'echo $((n + 1)) > asked',
      '[ -f "answer-$n" ] || exit 1',
      'cat "answer-$n"',
      '',
    ].join('\n'),
  );
  chmodSync(file, 0o700);
  return file;
}
