import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions, PromiseGroup } from '../measurement.js';
import { measureBulk } from './bulk.js';
import { measureEchoAdded } from './echo-added.js';
import { measureEndAtExpiry } from './end-at-expiry.js';
import { startPathWorld } from './path-world.js';
import type { PathWorld } from './path-world.js';
import { measureRevokeToClosed } from './revoke-to-closed.js';
import { measureSealingAfterRestart } from './sealing-after-restart.js';
import { measureSetUp } from './set-up.js';
import { measureUnrecordedBytes } from './unrecorded-bytes.js';

type Measure = (world: PathWorld, options: MeasurementOptions) => Promise<MeasuredFigure[]>;

/** The killing ones last: the others want a gateway that has been left alone. */
const measurements: readonly Measure[] = [
  measureEchoAdded,
  measureSetUp,
  measureBulk,
  measureRevokeToClosed,
  measureEndAtExpiry,
  measureUnrecordedBytes,
  measureSealingAfterRestart,
];

/** From a request to a sealed recording, over SSH. */
export const pathGroup: PromiseGroup = {
  name: 'path',
  async measure(options, take) {
    const world = await startPathWorld();
    options.say(
      `a gateway serves after ${world.gateway.startedInMs} ms, with a plant and a real OpenSSH target`,
    );
    let failure: unknown;
    try {
      for (const measure of measurements) {
        options.say(measure.name);
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
