import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../world/temporary-folder.js';
import { cpuSeconds, nameOf } from '../cpu-seconds.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median } from '../statistics.js';
import type { PathWorld } from './path-world.js';
import { prepareBastion, SshLine } from './ssh-lines.js';

const cipher = 'aes128-gcm@openssh.com';
const mebibytes = 128;
type Way = 'direct' | 'nested' | 'gateway';
const ways: readonly Way[] = ['direct', 'nested', 'gateway'];

/** One file of random bytes down and up: direct, through `ssh bastion ssh target`, and through the gateway, by turns. */
export async function measureBulk(world: PathWorld, options: MeasurementOptions): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 9 : 3;
  const folder = temporaryFolder('bulk');
  const file = join(world.sshd.home, 'bulk.bin');
  for (let written = 0; written < mebibytes; written += 16) appendFileSync(file, randomBytes(16 << 20));
  chmodSync(file, 0o644);
  const { lines, nested } = await openLines(world, folder.path);
  const seconds = { down: empty(), up: empty() };
  const cpu = { gateway: 0, nested: 0 };
  try {
    for (let round = -1; round < rounds; round += 1)
      for (const direction of ['down', 'up'] as const)
        for (const way of ways) {
          const before = middleHops(world);
          const remote = direction === 'down' ? `cat ${file}` : 'cat > /dev/null';
          const command = way === 'nested' ? `${nested} '${remote}'` : remote;
          const took = await lines[way].run(command, direction === 'up' ? file : '/dev/null');
          if (round < 0) continue;
          seconds[direction][way].push(took);
          const after = middleHops(world);
          if (way === 'gateway') cpu.gateway += after.gateway - before.gateway;
          if (way === 'nested') cpu.nested += after.nested - before.nested;
        }
  } finally {
    for (const way of ways) await lines[way].close();
    folder.remove();
  }
  const gibibytes = (rounds * 2 * mebibytes) / 1024;
  return [
    ...(['down', 'up'] as const).flatMap((direction) => speedFigures(direction, seconds[direction], rounds)),
    figure('speed', {
      id: 'bulk-cpu-per-gibibyte',
      what: 'CPU of the middle hop, recorded, both directions',
      unit: 's/GiB',
      value: cpu.gateway / gibibytes,
      goal: '<= 2.2',
      rounds: rounds * 2,
      reference: `ssh bastion ssh target ${(cpu.nested / gibibytes).toFixed(2)} s/GiB in this run`,
    }),
  ];
}

function speedFigures(
  direction: 'down' | 'up',
  seconds: Record<Way, number[]>,
  rounds: number,
): MeasuredFigure[] {
  const rate = (way: Way): number => mebibytes / median(seconds[way]);
  const rates = ways.map((way) => `${way} ${Math.round(rate(way))} MiB/s`).join(', ');
  return [
    figure('speed', {
      id: `bulk-${direction}-of-direct`,
      what: `bulk ${direction}, recorded, against direct`,
      unit: 'times',
      value: rate('gateway') / rate('direct'),
      goal: '>= 0.6',
      rounds,
      reference: rates,
    }),
    figure('speed', {
      id: `bulk-${direction}-of-nested`,
      what: `bulk ${direction}, recorded, against ssh bastion ssh target`,
      unit: 'times',
      value: rate('gateway') / rate('nested'),
      goal: '>= 1.4',
      rounds,
      reference: rates,
    }),
  ];
}

async function openLines(
  world: PathWorld,
  folder: string,
): Promise<{ lines: Record<Way, SshLine>; nested: string }> {
  const { vendor, key, user } = world.nextVendor();
  const settings = { options: [`Ciphers=${cipher}`] };
  const own = (sshd: PathWorld['sshd']): { port: number; user: string; keyFile: string } => ({
    port: sshd.port,
    user: sshd.account.name,
    keyFile: sshd.clientKeyFile,
  });
  const lines = {
    direct: await SshLine.open({ ...own(world.sshd), ...settings }, join(folder, 'direct')),
    nested: await SshLine.open({ ...own(world.bastion), ...settings }, join(folder, 'nested')),
    gateway: await SshLine.open(
      {
        port: world.gateway.sshPort,
        user,
        keyFile: key.file,
        answers: [await vendor.authenticator.nextCode()],
        ...settings,
      },
      join(folder, 'gateway'),
    ),
  };
  return { lines, nested: prepareBastion(world, cipher) };
}

/** CPU so far of what stands in the middle: the gateway without its database, the bastion account's processes. */
function middleHops(world: PathWorld): { gateway: number; nested: number } {
  const gateway = world.gateway.processTree().filter((pid) => !nameOf(pid).startsWith('postgres'));
  const bastion = execFileSync('ps', ['-o', 'pid=', '-u', String(world.bastion.account.uid)], {
    encoding: 'utf8',
  });
  return { gateway: cpuSeconds(gateway), nested: cpuSeconds(bastion.trim().split(/\s+/).map(Number)) };
}

function empty(): Record<Way, number[]> {
  return { direct: [], nested: [], gateway: [] };
}
