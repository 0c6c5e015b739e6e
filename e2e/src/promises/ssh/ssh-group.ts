import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions, PromiseGroup } from '../measurement.js';
import { startPathWorld } from '../path/path-world.js';
import type { PathWorld } from '../path/path-world.js';
import { measureBulkByCipher } from './bulk-by-cipher.js';
import { measureEchoAmongSessions } from './echo-among-sessions.js';
import { measureIdleMemory } from './idle-memory.js';
import { measureRevokeNativeSession } from './revoke-native-session.js';
import { measureSftpTransfers } from './sftp-transfers.js';
import { measureSshSetUp } from './ssh-set-up.js';

type Measure = (world: PathWorld, options: MeasurementOptions) => Promise<MeasuredFigure[]>;

/** What leaves many sessions behind comes last. */
const measurements: readonly Measure[] = [
  measureSshSetUp,
  measureBulkByCipher,
  measureSftpTransfers,
  measureRevokeNativeSession,
  measureIdleMemory,
  measureEchoAmongSessions,
];

/** How fast SSH is through the gateway, with everything recorded. */
export const sshGroup: PromiseGroup = {
  name: 'ssh',
  async measure(options, take) {
    const world = await startPathWorld();
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
