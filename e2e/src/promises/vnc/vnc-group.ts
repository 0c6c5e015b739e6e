import type { World } from '../../world/start-world.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions, PromiseGroup } from '../measurement.js';
import { measureDesktopsBesideSsh } from './desktops-beside-ssh.js';
import { measureEndToClosed } from './end-to-closed.js';
import { measureKeyToPixels } from './key-to-pixels.js';
import { measureSceneCosts } from './scene-costs.js';
import { measureSeekHalfHour } from './seek-half-hour.js';
import { measureSessionMemory } from './session-memory.js';
import { startVncWorld } from './vnc-world.js';

type Measure = (world: World, options: MeasurementOptions) => Promise<MeasuredFigure[]>;

/** One session at a time but for the memory, so that the costs of a session host are those of that session. */
const measurements: readonly Measure[] = [
  measureKeyToPixels,
  measureSceneCosts,
  measureEndToClosed,
  measureSessionMemory,
  measureSeekHalfHour,
];

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
    const world = await startVncWorld();
    try {
      for (const measure of measurements) await measured(measure.name, measure(world, options));
    } finally {
      await world.stop();
    }
    if (options.long) await measured(measureDesktopsBesideSsh.name, measureDesktopsBesideSsh(options));
    if (failure) throw failure instanceof Error ? failure : new Error('a measurement failed');
  },
};
