import { residentOf } from '../../world/resident-memory.js';
import { sessionHostsOf } from '../../world/session-hosts-of.js';
import type { World } from '../../world/start-world.js';
import { pause } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { Target } from '@gatehouse/contracts';
import type { DesktopKind, Scene } from './desktop-kind.js';
import { takeSeat } from './seat.js';
import type { Seat } from './seat.js';

const sessions = 4;

/** Memory of the session hosts for one more desktop of 1024x768 with a viewer. */
export async function measureSessionMemory(
  kind: DesktopKind,
  { goal, known }: { readonly goal: string; readonly known: string },
  { gateway, plant }: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const settleMs = options.long ? 30_000 : 12_000;
  const scenes: Scene[] = [];
  const another = async (): Promise<Target> => {
    const scene = await kind.startScene('static');
    scenes.push(scene);
    return kind.addTarget(plant, scene, scene.port);
  };
  try {
    const first = await another();
    const vendor = await plant.anotherVendor();
    const sit = async (): Promise<Seat> =>
      takeSeat(plant, kind.servesMany || scenes.length > seats.length ? first : await another(), vendor);
    const resident = (): number =>
      sessionHostsOf(gateway)
        .map(residentOf)
        .reduce((sum, each) => sum + each, 0);
    // What is loaded for the first session is the host's own.
    const seats: Seat[] = [];
    seats.push(await sit());
    await pause(settleMs / 2);
    const before = resident();
    while (seats.length <= sessions) seats.push(await sit());
    await pause(settleMs);
    const grown = resident() - before;
    for (const { viewer } of seats) viewer.close();
    return [
      figure('speed', {
        group: kind.group,
        id: `${kind.group}-memory-per-session`,
        what: 'resident memory of the session hosts, per recorded desktop of 1024x768 with a viewer',
        unit: 'MB',
        value: grown / sessions / 1e6,
        goal,
        rounds: sessions,
        reference: `${Math.round(before / 1e6)} MB with the first; ${known}`,
      }),
    ];
  } finally {
    for (const scene of scenes) await scene.stop();
  }
}
