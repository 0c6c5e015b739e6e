import { openEchoPair } from '../echo-pair.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';
import type { PathWorld } from './path-world.js';

/** One key at a time, direct and through the gateway by turns, so that the machine's noise meets both alike. */
export async function measureEchoAdded(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const keys = options.long ? 5000 : 1000;
  const pair = await openEchoPair(world);
  const { direct: plain, gateway } = await pair.type(keys);
  pair.end();
  return [
    figure('speed', {
      id: 'echo-added-p50',
      what: 'keystroke echo added, median',
      unit: 'ms',
      value: median(gateway) - median(plain),
      goal: '<= 0.5',
      rounds: keys,
      reference: `direct ${median(plain).toFixed(2)} ms, gateway ${median(gateway).toFixed(2)} ms`,
    }),
    figure('speed', {
      id: 'echo-added-p99',
      what: 'keystroke echo added, 99th percentile',
      unit: 'ms',
      value: percentile(gateway, 0.99) - percentile(plain, 0.99),
      goal: '<= 10',
      rounds: keys,
      reference: `direct ${percentile(plain, 0.99).toFixed(2)} ms, gateway ${percentile(gateway, 0.99).toFixed(2)} ms`,
    }),
  ];
}
