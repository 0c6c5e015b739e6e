import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sshArguments } from '../../world/ssh-client.js';
import type { SshOptions } from '../../world/ssh-client.js';
import { temporaryFolder } from '../../world/temporary-folder.js';
import { WatchedProcess } from '../../world/watched-process.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from '../path/path-world.js';
import { makeBulkFile } from '../ssh-transfer.js';
import { median } from '../statistics.js';
import { ciphersInUse } from './ciphers-in-use.js';

const mebibytes = 128;
const cipher = 'aes128-gcm@openssh.com';
const verbs = ['get', 'put'] as const;
type Verb = (typeof verbs)[number];
type Seconds = Record<Verb, number>;

/** One file of random bytes by OpenSSH's `sftp`, direct and through the gateway by turns, both ways on one connection. */
export async function measureSftpTransfers(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 7 : 2;
  const folder = temporaryFolder('sftp-transfers');
  const far = farFolder(world);
  const taken: Record<'direct' | 'gateway', Seconds[]> = { direct: [], gateway: [] };
  try {
    // It is made by appending; another measurement may have left one.
    rmSync(join(world.sshd.home, 'bulk.bin'), { force: true });
    renameSync(makeBulkFile(world, mebibytes), join(far, 'sent.bin'));
    for (let round = 1; round <= rounds; round += 1) {
      const { sshd, gateway } = world;
      const { vendor, key, user } = world.nextVendor();
      const direct = { port: sshd.port, user: sshd.account.name, keyFile: sshd.clientKeyFile };
      taken.direct.push(await transfer(direct, far, folder.path));
      const answers = [await vendor.authenticator.nextCode()];
      const through = { port: gateway.sshPort, user, keyFile: key.file, answers };
      taken.gateway.push(await transfer(through, far, folder.path));
      options.say(`sftp round ${round} of ${rounds}`);
    }
  } finally {
    folder.remove();
    rmSync(far, { recursive: true, force: true });
  }
  return verbs.map((verb) => {
    const rate = (way: 'direct' | 'gateway'): number =>
      mebibytes / median(taken[way].map((seconds) => seconds[verb]));
    return figure('speed', {
      group: 'ssh',
      id: `ssh-sftp-${verb}-of-direct`,
      what: `\`sftp\` ${verb} of ${mebibytes} MiB, read packet by packet, hashed and recorded, against direct`,
      unit: 'times',
      value: rate('gateway') / rate('direct'),
      goal: '>= 0.6',
      rounds,
      reference: `direct ${Math.round(rate('direct'))} MiB/s, gateway ${Math.round(rate('gateway'))} MiB/s; ${ciphersInUse()}`,
    });
  });
}

/** Seconds of each command, signing in left out: a local command before and after says when it ran. */
async function transfer(to: SshOptions, far: string, folder: string): Promise<Seconds> {
  const { args, environment } = sshArguments({ ...to, options: [`Ciphers=${cipher}`] }, folder);
  // As ssh has them, but for the port, which has another letter, and the name at the end.
  const common = args.slice(0, -3).map((each) => (each === '-p' ? '-P' : each));
  const sftp = new WatchedProcess('sftp', [...common, '-q', `${to.user}@127.0.0.1`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...environment },
  });
  const local = join(folder, 'there.bin');
  // A command is read when the one before it has ended, whatever became of it.
  const secondsUntil = async (mark: string, command: string): Promise<number> => {
    const began = performance.now();
    sftp.child.stdin?.write(`${command}\n!echo ${mark}\n`);
    await sftp.untilOutput(new RegExp(mark), 120_000);
    return (performance.now() - began) / 1000;
  };
  try {
    await secondsUntil('signed-in', 'pwd');
    const get = await secondsUntil('have-it', `get ${join(far, 'sent.bin')} ${local}`);
    const put = await secondsUntil('put-it', `put ${local} ${join(far, 'back.bin')}`);
    if (statSync(join(far, 'back.bin')).size !== mebibytes << 20)
      throw new Error(`sftp said: ${sftp.output}`);
    return { get, put };
  } finally {
    await sftp.stop();
  }
}

function farFolder({ sshd }: Pick<PathWorld, 'sshd'>): string {
  const folder = join(sshd.home, 'sftp-transfers');
  mkdirSync(folder);
  chownSync(folder, sshd.account.uid, sshd.account.gid);
  chmodSync(folder, 0o755);
  return folder;
}
