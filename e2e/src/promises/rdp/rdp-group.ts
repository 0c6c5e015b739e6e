import type { World } from '../../world/start-world.js';
import { measureEndToClosed } from '../desktop/end-to-closed.js';
import { measureSceneCosts } from '../desktop/scene-costs.js';
import { startDesktopWorld } from '../desktop/seat.js';
import { measureSessionMemory } from '../desktop/session-memory.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions, PromiseGroup } from '../measurement.js';
import { measureConnectToPicture } from './connect-to-picture.js';
import { measureKeyToPixels } from './key-to-pixels.js';
import { rdpDesktops } from './rdp-desktops.js';
import { rdpSceneGoals } from './rdp-scene-goals.js';

type Measure = (world: World, options: MeasurementOptions) => Promise<MeasuredFigure[]>;

const memoryGoal = {
  goal: '<= 60',
  known: 'guacd 1.6.1 25 to 26 MB; the sketch 108 MB with its whole process',
};

const measurements: Readonly<Record<string, Measure>> = {
  'key to pixels': measureKeyToPixels,
  'connect to picture': measureConnectToPicture,
  'kinds of screens': (world, options) => measureSceneCosts(rdpDesktops(), rdpSceneGoals, world, options),
  'end to closed': (world, options) => measureEndToClosed(rdpDesktops(), world, options),
  memory: (world, options) => measureSessionMemory(rdpDesktops(), memoryGoal, world, options),
};

/** What a workstation by RDP costs through the gateway, with everything recorded. */
export const rdpGroup: PromiseGroup = {
  name: 'rdp',
  async measure(options, take) {
    let failure: unknown;
    const world = await startDesktopWorld();
    try {
      for (const [name, measure] of Object.entries(measurements)) {
        options.say(name);
        // One that cannot be taken is reported, and the others still are.
        await measure(world, options).then(take, (error: unknown) => {
          failure ??= error;
          console.error(error);
        });
      }
    } finally {
      await world.stop();
    }
    if (failure) throw failure instanceof Error ? failure : new Error('a measurement failed');
  },
};
