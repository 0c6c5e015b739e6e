import { spawn } from 'node:child_process';
import { chmodSync, chownSync, closeSync, copyFileSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSsh } from '../../world/ssh-client.js';
import type { SshOptions, SshSession } from '../../world/ssh-client.js';
import { waitUntil } from '../../world/wait-until.js';
import type { PathWorld } from './path-world.js';

/** An authenticated `ssh` over which commands run without signing in again (ControlMaster). */
export class SshLine {
  private constructor(
    private readonly master: SshSession,
    private readonly controlPath: string,
  ) {}

  static async open(options: SshOptions, controlPath: string): Promise<SshLine> {
    const master = openSsh({
      ...options,
      options: [
        ...(options.options ?? []),
        'ControlMaster=yes',
        `ControlPath=${controlPath}`,
        'SessionType=none',
      ],
    });
    await waitUntil('ssh is signed in', () => {
      if (master.child.exitCode !== null) throw new Error(`ssh ended: ${master.stderr()}`);
      return existsSync(controlPath);
    });
    return new SshLine(master, controlPath);
  }

  /** Seconds a command takes; its output is thrown away, its input is a file. */
  run(command: string, inputFile = '/dev/null'): Promise<number> {
    const input = openSync(inputFile, 'r');
    const began = performance.now();
    const child = spawn('ssh', ['-F', '/dev/null', '-T', '-S', this.controlPath, 'host', command], {
      stdio: [input, 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr?.on('data', (bytes: Buffer) => (complaint += bytes.toString('utf8')));
    return new Promise((resolve, reject) => {
      child.once('close', (code) => {
        closeSync(input);
        if (code === 0) resolve((performance.now() - began) / 1000);
        else reject(new Error(`ssh ended with ${code} on ${command}: ${complaint}`));
      });
    });
  }

  async close(): Promise<void> {
    await this.master.kill();
  }
}

/** What an OpenSSH user without a gateway would do: `ssh bastion`, and from there `ssh target`. */
export function prepareBastion(world: PathWorld, cipher: string): string {
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
      '  ControlMaster auto',
      `  ControlPath ${join(bastion.home, 'control')}`,
      '  ControlPersist 300',
      '',
    ].join('\n'),
  );
  return `ssh -T -F ${config} target`;
}
