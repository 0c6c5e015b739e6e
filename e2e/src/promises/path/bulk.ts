import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { sshArguments } from '../../world/ssh-client.js';
import { temporaryFolder } from '../../world/temporary-folder.js';
import { cpuSeconds, nameOf } from '../cpu-seconds.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median } from '../statistics.js';
import type { PathWorld } from './path-world.js';
import { prepareBastion, secondsOf } from './ssh-lines.js';

const cipher = 'aes128-gcm@openssh.com';
const mebibytes = 192;
type Way = 'direct' | 'nested' | 'gateway';
const ways: readonly Way[] = ['direct', 'nested', 'gateway'];
type Direction = 'down' | 'up';

/** One file of random bytes down and up: direct, through `ssh bastion ssh target`, and through the gateway, by turns. */
export async function measureBulk(world: PathWorld, options: MeasurementOptions): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 9 : 3;
  const folder = temporaryFolder('bulk');
  const file = join(world.sshd.home, 'bulk.bin');
  for (let written = 0; written < mebibytes; written += 16) appendFileSync(file, randomBytes(16 << 20));
  chmodSync(file, 0o644);
  const nested = prepareBastion(world, cipher);
  const seconds = { down: empty(), up: empty() };
  let gatewaySeconds = 0;
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const direction of ['down', 'up'] as const)
        for (const way of ways) {
          const before = gatewayCpu(world);
          const took = await transfer(world, folder.path, way, direction, file, nested);
          seconds[direction][way].push(took);
          if (way === 'gateway') gatewaySeconds += gatewayCpu(world) - before;
        }
  } finally {
    folder.remove();
  }
  const gibibytes = (rounds * 2 * mebibytes) / 1024;
  return [
    ...(['down', 'up'] as const).flatMap((direction) => speedFigures(direction, seconds[direction], rounds)),
    figure('speed', {
      id: 'bulk-cpu-per-gibibyte',
      what: 'CPU of the gateway, recorded, both directions, signing in and folding included',
      unit: 's/GiB',
      value: gatewaySeconds / gibibytes,
      goal: '<= 2.2',
      rounds: rounds * 2,
      reference: 'nested OpenSSH 2.7 to 3.1, Go x/crypto/ssh 2.5 to 3.8, measured before without recording',
    }),
  ];
}

async function transfer(
  world: PathWorld,
  folder: string,
  way: Way,
  direction: Direction,
  file: string,
  nested: string,
): Promise<number> {
  const remote = direction === 'down' ? `echo go >&2; cat ${file}` : 'echo go >&2; cat > /dev/null';
  const input = direction === 'up' ? file : '/dev/null';
  const settings = { options: [`Ciphers=${cipher}`] };
  if (way === 'gateway') {
    const { vendor, key, user } = world.nextVendor();
    const answers = [await vendor.authenticator.nextCode()];
    const to = { port: world.gateway.sshPort, user, keyFile: key.file, answers, ...settings };
    return secondsOf(sshArguments(to, folder), remote, input);
  }
  const sshd = way === 'direct' ? world.sshd : world.bastion;
  const to = { port: sshd.port, user: sshd.account.name, keyFile: sshd.clientKeyFile, ...settings };
  return secondsOf(sshArguments(to, folder), way === 'nested' ? `${nested} '${remote}'` : remote, input);
}

function speedFigures(
  direction: Direction,
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

/** CPU so far of the gateway's processes without its database. */
function gatewayCpu(world: PathWorld): number {
  return cpuSeconds(world.gateway.processTree().filter((pid) => !nameOf(pid).startsWith('postgres')));
}

function empty(): Record<Way, number[]> {
  return { direct: [], nested: [], gateway: [] };
}
