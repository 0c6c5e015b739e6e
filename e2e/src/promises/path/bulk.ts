import { temporaryFolder } from '../../world/temporary-folder.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { prepareBastion } from '../ssh-lines.js';
import { gatewayCpu, makeBulkFile, transferSeconds } from '../ssh-transfer.js';
import type { Direction, Way } from '../ssh-transfer.js';
import { median } from '../statistics.js';
import type { PathWorld } from './path-world.js';

const cipher = 'aes128-gcm@openssh.com';
const mebibytes = 192;
const wayNames = ['direct', 'nested', 'gateway'] as const;
type WayName = (typeof wayNames)[number];

/** One file of random bytes down and up: direct, through `ssh bastion ssh target`, and through the gateway, by turns. */
export async function measureBulk(world: PathWorld, options: MeasurementOptions): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 9 : 3;
  const folder = temporaryFolder('bulk');
  const file = makeBulkFile(world, mebibytes);
  const ways: Record<WayName, Way> = {
    direct: { name: 'direct' },
    nested: { name: 'nested', command: prepareBastion(world, cipher) },
    gateway: { name: 'gateway' },
  };
  const seconds = { down: empty(), up: empty() };
  let gatewaySeconds = 0;
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const direction of ['down', 'up'] as const)
        for (const name of wayNames) {
          const before = gatewayCpu(world);
          const carried = { way: ways[name], direction, file, cipher, folder: folder.path };
          seconds[direction][name].push(await transferSeconds(world, carried));
          if (name === 'gateway') gatewaySeconds += gatewayCpu(world) - before;
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

function speedFigures(
  direction: Direction,
  seconds: Record<WayName, number[]>,
  rounds: number,
): MeasuredFigure[] {
  const rate = (way: WayName): number => mebibytes / median(seconds[way]);
  const rates = wayNames.map((way) => `${way} ${Math.round(rate(way))} MiB/s`).join(', ');
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

function empty(): Record<WayName, number[]> {
  return { direct: [], nested: [], gateway: [] };
}
