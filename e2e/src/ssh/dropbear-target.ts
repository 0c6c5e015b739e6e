import { execFileSync } from 'node:child_process';
import { mkdirSync, chownSync, writeFileSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../world/free-port.js';
import type { RunningSshd } from '../world/start-sshd.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';
import { WatchedProcess } from '../world/watched-process.js';

export interface DropbearTarget {
  readonly port: number;
  /** One line `TYPE BASE64`. */
  readonly hostKey: string;
  stop(): Promise<void>;
}

/** A real Dropbear server for the account of a running sshd, entered with the same password or key. */
export async function startDropbear(sshd: RunningSshd): Promise<DropbearTarget> {
  const folder = temporaryFolder('dropbear');
  const hostKeyFile = join(folder.path, 'host_key');
  const made = execFileSync('dropbearkey', ['-t', 'ed25519', '-f', hostKeyFile], { encoding: 'utf8' });
  const hostKey = made.split('\n').find((line) => line.startsWith('ssh-ed25519 '));
  if (!hostKey) throw new Error(`dropbearkey made no key:\n${made}`);
  const port = await freePort();
  const server = new WatchedProcess(
    '/usr/sbin/dropbear',
    ['-F', '-E', '-s', '-r', hostKeyFile, '-p', `127.0.0.1:${port}`, '-P', join(folder.path, 'pid')].filter(
      (argument) => argument !== '-s' || sshd.account.password === null,
    ),
  );
  letIn(sshd);
  await waitUntil('dropbear answers', () => !server.running || answers(port));
  if (!server.running) throw new Error(`dropbear did not start:\n${server.output}`);
  return {
    port,
    hostKey: hostKey.split(' ').slice(0, 2).join(' '),
    stop: async () => {
      await server.stop();
      folder.remove();
    },
  };
}

/** Dropbear looks for keys in the account's home only; that of an account made for the test is the test's own. */
function letIn({ account, home, clientKeyFile }: RunningSshd): void {
  if (account.password === null) return;
  const ssh = join(home, '.ssh');
  mkdirSync(ssh, { recursive: true, mode: 0o700 });
  writeFileSync(join(ssh, 'authorized_keys'), readFileSync(`${clientKeyFile}.pub`), { mode: 0o600 });
  for (const path of [ssh, join(ssh, 'authorized_keys')]) chownSync(path, account.uid, account.gid);
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
