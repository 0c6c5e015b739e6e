import type { World } from '../../world/start-world.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions, PromiseGroup } from '../measurement.js';
import { measureDesktopsBesideSsh } from './desktops-beside-ssh.js';
import { measureEndToClosed } from '../desktop/end-to-closed.js';
import { measureKeyToPixels } from './key-to-pixels.js';
import { measureSceneCosts } from '../desktop/scene-costs.js';
import { measureSeekHalfHour } from './seek-half-hour.js';
import { measureSessionMemory } from '../desktop/session-memory.js';
import { startDesktopWorld } from '../desktop/seat.js';
import { vncDesktops } from './vnc-desktops.js';
import { vncSceneGoals } from './vnc-scene-goals.js';

const memoryGoal = { goal: '<= 45', known: 'guacd 1.6.1 10 to 14 MB, a worker of the sketch 33 MB' };

type Measure = (world: World, options: MeasurementOptions) => Promise<MeasuredFigure[]>;

/** One session at a time but for the memory, so that the costs of a session host are those of that session. */
const measurements: Readonly<Record<string, Measure>> = {
  'key to pixels': measureKeyToPixels,
  'kinds of screens': (world, options) => measureSceneCosts(vncDesktops, vncSceneGoals, world, options),
  'end to closed': (world, options) => measureEndToClosed(vncDesktops, world, options),
  memory: (world, options) => measureSessionMemory(vncDesktops, memoryGoal, world, options),
  'seek in half an hour': measureSeekHalfHour,
};

/** What a desktop costs through the gateway, with everything recorded. */
export const vncGroup: PromiseGroup = {
  name: 'vnc',
  async measure(options, take) {
    let failure: unknown;
    const measured = (name: string, measuring: Promise<MeasuredFigure[]>): Promise<void> => {
      options.say(name);
      // One that cannot be taken is reported, and the others still are.
      return measuring.then(take, (error: unknown) => {
        failure ??= error;
        console.error(error);
      });
    };
    const world = await startDesktopWorld();
    try {
      for (const [name, measure] of Object.entries(measurements))
        await measured(name, measure(world, options));
    } finally {
      await world.stop();
    }
    if (options.long) await measured('desktops beside SSH', measureDesktopsBesideSsh(options));
    if (failure) throw failure instanceof Error ? failure : new Error('a measurement failed');
  },
};
