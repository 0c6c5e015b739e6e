import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface TestSshd {
  readonly port: number;
  readonly account: string;
  readonly clientKey: Buffer;
  /** Wire form. */
  readonly hostKey: Buffer;
  readonly folder: string;
  /** What sshd wrote down so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface TestSshdOptions {
  /** Lines that come first in its configuration; of two values for one word, sshd takes the earlier. */
  readonly config?: readonly string[];
  readonly hostKeyType?: 'ed25519' | 'rsa';
}

/** A real OpenSSH server on a free loopback port, for the account that runs the tests, by key. */
export async function startTestSshd(options: TestSshdOptions = {}): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-sshd-'));
  const file = (name: string): string => join(folder, name);
  const types = { host: options.hostKeyType ?? 'ed25519', client: 'ed25519' };
  for (const [key, type] of Object.entries(types))
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file(key)]);
  const port = await freePort();
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  writeFileSync(
    file('config'),
    [
      ...(options.config ?? []),
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('client.pub')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'PrintMotd no',
      'PrintLastLog no',
      'AcceptEnv *',
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
      'PermitUserEnvironment no',
      '',
    ].join('\n'),
  );
  const server = spawn('/usr/sbin/sshd', ['-D', '-f', file('config'), '-E', file('log')], {
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 100 || server.exitCode !== null)
      throw new Error(`sshd did not start: ${readFileSync(file('log'), 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const hostKey = Buffer.from(readFileSync(file('host.pub'), 'utf8').split(' ')[1] ?? '', 'base64');
  return {
    port,
    account: userInfo().username,
    clientKey: readFileSync(file('client')),
    hostKey,
    folder,
    log: () => readFileSync(file('log'), 'utf8'),
    stop: async () => {
      server.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
