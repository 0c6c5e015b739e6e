import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from '../path/path-world.js';
import { timeSetUp } from '../path/set-up.js';
import { median } from '../statistics.js';

/** The whole of `ssh host true`. The gateway asks for a code beside the key; the direct connection does not. */
export async function measureSshSetUp(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 30 : 7;
  const took = await timeSetUp(world, rounds);
  return [
    figure('speed', {
      group: 'ssh',
      id: 'ssh-set-up-of-direct',
      what: '`ssh host true` with key and code, against direct with a key, same key exchange, median',
      unit: 'times',
      value: median(took.gateway) / median(took.direct),
      goal: '<= 1.1',
      rounds,
      reference: `direct ${Math.round(median(took.direct))} ms, gateway ${Math.round(median(took.gateway))} ms; ssh bastion ssh target measured 1.96 times`,
    }),
  ];
}
