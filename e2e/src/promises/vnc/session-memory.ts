import { residentOf } from '../../world/resident-memory.js';
import { sessionHostsOf } from '../../world/session-hosts-of.js';
import type { World } from '../../world/start-world.js';
import { pause } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { startScene } from './desktop-scenes.js';
import { addDesktop, takeSeat } from './vnc-world.js';

const sessions = 4;

/** Memory of the session hosts for one more desktop of 1024x768 with a viewer. */
export async function measureSessionMemory(
  { gateway, plant }: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const settleMs = options.long ? 30_000 : 12_000;
  const scene = await startScene('static');
  try {
    const target = await addDesktop(plant, scene.port);
    const vendor = await plant.anotherVendor();
    const resident = (): number =>
      sessionHostsOf(gateway)
        .map(residentOf)
        .reduce((sum, each) => sum + each, 0);
    // What is loaded for the first session is the host's own.
    const seats = [await takeSeat(plant, target, vendor)];
    await pause(settleMs / 2);
    const before = resident();
    while (seats.length <= sessions) seats.push(await takeSeat(plant, target, vendor));
    await pause(settleMs);
    const grown = resident() - before;
    for (const { viewer } of seats) viewer.close();
    return [
      figure('speed', {
        group: 'vnc',
        id: 'vnc-memory-per-session',
        what: 'resident memory of the session hosts, per recorded desktop of 1024x768 with a viewer',
        unit: 'MB',
        value: grown / sessions / 1e6,
        goal: '<= 45',
        rounds: sessions,
        reference: `${Math.round(before / 1e6)} MB with the first; guacd 1.6.1 10 to 14 MB, a worker of the sketch 33 MB`,
      }),
    ];
  } finally {
    await scene.stop();
  }
}
