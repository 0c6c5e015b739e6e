import { spawn } from 'node:child_process';
import { chmodSync, chownSync, closeSync, copyFileSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PathWorld } from './path/path-world.js';

/**
 * Seconds from the moment the far side is ready to the end of `ssh`: signing in is another promise. The far
 * command says `go` on its error output first.
 * @param ssh command and arguments up to the remote command, and what it needs in its environment.
 */
export function secondsOf(
  ssh: { readonly args: readonly string[]; readonly environment?: Readonly<Record<string, string>> },
  remote: string,
  inputFile = '/dev/null',
): Promise<number> {
  const input = openSync(inputFile, 'r');
  const child = spawn('ssh', [...ssh.args, remote], {
    stdio: [input, 'ignore', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...ssh.environment },
  });
  let said = '';
  let began = Number.NaN;
  child.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString('utf8');
    if (Number.isNaN(began) && said.includes('go\n')) began = performance.now();
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      closeSync(input);
      if (code === 0 && !Number.isNaN(began)) resolve((performance.now() - began) / 1000);
      else reject(new Error(`ssh ended with ${code} on ${remote}: ${said}`));
    });
  });
}

/** What an OpenSSH user without a gateway would do: `ssh bastion`, and from there `ssh target`. */
export function prepareBastion(world: Pick<PathWorld, 'bastion' | 'sshd'>, cipher: string): string {
  const { bastion, sshd } = world;
  const key = join(bastion.home, 'target-key');
  copyFileSync(sshd.clientKeyFile, key);
  chownSync(key, bastion.account.uid, bastion.account.gid);
  chmodSync(key, 0o600);
  const config = join(bastion.home, 'ssh-config');
  writeFileSync(
    config,
    [
      'Host target',
      '  HostName 127.0.0.1',
      `  Port ${sshd.port}`,
      `  User ${sshd.account.name}`,
      `  IdentityFile ${key}`,
      '  IdentitiesOnly yes',
      '  StrictHostKeyChecking no',
      '  UserKnownHostsFile /dev/null',
      '  LogLevel ERROR',
      `  Ciphers ${cipher}`,
      '',
    ].join('\n'),
  );
  return `ssh -T -F ${config} target`;
}
