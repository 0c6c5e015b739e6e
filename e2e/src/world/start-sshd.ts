import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { freePort } from './free-port.js';
import { makeTargetAccount } from './target-account.js';
import type { TargetAccount } from './target-account.js';
import { temporaryFolder } from './temporary-folder.js';
import { waitUntil } from './wait-until.js';
import { WatchedProcess } from './watched-process.js';

export interface RunningSshd {
  readonly port: number;
  readonly account: TargetAccount;
  /** OpenSSH private key the account may be entered with. */
  readonly clientKey: string;
  readonly clientKeyFile: string;
  /** One line `TYPE BASE64`, as in a known_hosts file. */
  readonly hostKey: string;
  /** `SHA256:...` as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Home of the account: writable for it, readable for the test. */
  readonly home: string;
  /** What sshd logged at DEBUG; `clearLog` starts a new page. */
  log(): string;
  clearLog(): void;
  /** The same address and account with another host key, as after a swapped machine. */
  swapHostKey(): Promise<void>;
  /** Its own key pair back. */
  restoreHostKey(): Promise<void>;
  /** Process ids of everything the account runs, login shells and commands. */
  accountProcesses(): number[];
  /** Ends all of them, for what ignores a hang-up. */
  endAccountProcesses(): void;
  stop(): Promise<void>;
}

/** A real OpenSSH server on a free loopback port with its own host keys, configuration, account and log. */
export async function startSshd(extraConfig: readonly string[] = []): Promise<RunningSshd> {
  const folder = temporaryFolder('sshd');
  chmodSync(folder.path, 0o755);
  const file = (name: string): string => join(folder.path, name);
  const home = file('home');
  mkdirSync(home);
  const account = makeTargetAccount(home);
  chownSync(home, account.uid, account.gid);
  const port = await freePort();
  for (const key of ['host_key', 'other_host_key', 'client_key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file(key)]);
  writeFileSync(file('authorized_keys'), readFileSync(file('client_key.pub')), { mode: 0o644 });
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  let running = await start(file('host_key'));

  async function start(hostKeyFile: string): Promise<WatchedProcess> {
    writeFileSync(
      file('sshd_config'),
      configuration(port, hostKeyFile, file('authorized_keys'), extraConfig),
    );
    const sshd = new WatchedProcess('/usr/sbin/sshd', ['-D', '-f', file('sshd_config'), '-E', file('log')], {
      env: { PATH: '/usr/sbin:/usr/bin:/bin' },
    });
    await waitUntil('sshd answers', () => !sshd.running || answers(port));
    if (!sshd.running)
      throw new Error(`sshd did not start: ${sshd.output}${readFileSync(file('log'), 'utf8')}`);
    return sshd;
  }
  async function restart(hostKeyFile: string): Promise<void> {
    await running.stop();
    running = await start(hostKeyFile);
  }

  const hostKey = readFileSync(file('host_key.pub'), 'utf8').trim().split(' ').slice(0, 2).join(' ');
  return {
    port,
    account,
    clientKey: readFileSync(file('client_key'), 'utf8'),
    clientKeyFile: file('client_key'),
    hostKey,
    fingerprint: fingerprintOf(hostKey),
    home,
    log: () => readFileSync(file('log'), 'utf8'),
    clearLog: () => writeFileSync(file('log'), ''),
    swapHostKey: () => restart(file('other_host_key')),
    restoreHostKey: () => restart(file('host_key')),
    accountProcesses: () => processesOf(account, running.pid),
    endAccountProcesses: () => processesOf(account, running.pid).forEach(endQuietly),
    stop: async () => {
      await running.stop();
      processesOf(account, running.pid).forEach(endQuietly);
      account.remove();
      folder.remove();
    },
  };
}

function configuration(
  port: number,
  hostKeyFile: string,
  authorizedKeys: string,
  extra: readonly string[],
): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKeyFile}`,
    `AuthorizedKeysFile ${authorizedKeys}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin no',
    'PrintMotd no',
    'PrintLastLog no',
    'MaxStartups 200:30:400',
    'MaxSessions 200',
    'LogLevel DEBUG1',
    'Subsystem sftp internal-sftp',
    ...extra,
    '',
  ].join('\n');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', () => done(true));
    socket.once('error', () => done(false));
    socket.setTimeout(2_000, () => done(false));
  });
}

/** `SHA256:…` of a line `TYPE BASE64`, as ssh-keygen prints it. */
export function fingerprintOf(hostKey: string): string {
  const bytes = Buffer.from(hostKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
}

/** Without an account of its own, only what descends from this sshd may be counted. */
function processesOf(account: TargetAccount, sshdPid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,uid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, uid = -1]) => ({ pid, parent, uid }));
  if (account.password !== null) return rows.filter((row) => row.uid === account.uid).map((row) => row.pid);
  const below = new Set([sshdPid]);
  for (let grown = true; grown;) {
    grown = false;
    for (const row of rows)
      if (below.has(row.parent) && !below.has(row.pid)) {
        below.add(row.pid);
        grown = true;
      }
  }
  below.delete(sshdPid);
  return [...below];
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}
