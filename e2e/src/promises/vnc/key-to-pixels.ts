import type { World } from '../../world/start-world.js';
import { pause } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';
import { ScriptedViewer } from '../desktop/scripted-viewer.js';
import { takeSeat } from '../desktop/seat.js';
import { unrecordedPixels } from '../desktop/unrecorded-pixels.js';
import { addVncDesktop, vncDesktops } from './vnc-desktops.js';
import { startVncScene } from './vnc-scenes.js';

const leftOut = 10;
const key = 0x6b;

/** A key into a terminal on a desktop until its character is drawn, direct and through the gateway by turns. */
export async function measureKeyToPixels(
  { plant }: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const keys = options.long ? 1000 : 120;
  // One for each side: the work of the one side does not meet the other's key.
  const scenes = [
    await startVncScene('typing', '640x480'),
    await startVncScene('typing', '640x480'),
  ] as const;
  try {
    const direct = await ScriptedViewer.direct(scenes[0].port);
    const target = await addVncDesktop(plant, scenes[1].port);
    const seat = await takeSeat(plant, target, await plant.anotherVendor());
    const took = { direct: [] as number[], gateway: [] as number[] };
    await Promise.all([direct.untilStill(500), seat.viewer.untilStill(500)]);
    for (let count = 0; count < keys + leftOut; count += 1)
      for (const side of ['direct', 'gateway'] as const) {
        const ms = await (side === 'direct' ? direct : seat.viewer).typeAndSee(key);
        if (count >= leftOut) took[side].push(ms);
        // A quick typist; never in step with anybody's frames.
        await pause(45 + Math.random() * 30);
      }
    await seat.viewer.untilStill(1_000);
    const unrecorded = await unrecordedPixels(vncDesktops, plant, seat);
    direct.close();
    const reference = `direct ${times(took.direct)}, gateway ${times(took.gateway)} (p50, p90)`;
    return [
      figure('speed', {
        group: 'vnc',
        id: 'vnc-key-to-pixels-added',
        what: 'key to its pixels in a terminal on the desktop, added, median',
        unit: 'ms',
        value: median(took.gateway) - median(took.direct),
        goal: '<= 3',
        rounds: keys,
        reference: `${reference}; guacd 1.6.1 added 11.8 ms`,
      }),
      unrecorded,
    ];
  } finally {
    for (const scene of scenes) await scene.stop();
  }
}

function times(samples: readonly number[]): string {
  return `${median(samples).toFixed(1)} and ${percentile(samples, 0.9).toFixed(1)} ms`;
}
