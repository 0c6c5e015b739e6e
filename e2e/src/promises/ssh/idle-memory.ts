import { residentBytes } from '../../world/resident-memory.js';
import { pause } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from '../path/path-world.js';
import { openTerminals } from './background-terminals.js';

/** Memory of the gateway and its session hosts for one more open terminal on which nothing happens. */
export async function measureIdleMemory(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const count = options.long ? 500 : 60;
  // The first ones warm the processes up and are not counted.
  const first = await openTerminals(world, 10);
  await pause(2_000);
  const before = residentBytes(world.gateway);
  const more = await openTerminals(world, count);
  // A recorded screen on which nothing happens is put away after ten seconds.
  await pause(15_000);
  const grown = residentBytes(world.gateway) - before;
  for (const terminal of [...first, ...more]) terminal.close();
  return [
    figure('speed', {
      group: 'ssh',
      id: 'ssh-memory-per-idle-session',
      what: `resident memory of control process and session hosts, per recorded terminal, idle for 15 s`,
      unit: 'KiB',
      value: grown / count / 1024,
      goal: '<= 64',
      rounds: count,
      reference: `${Math.round(grown / 2 ** 20)} MiB more for ${count} sessions; a bare ssh2 relay without recorder measured 50 KiB`,
    }),
  ];
}
