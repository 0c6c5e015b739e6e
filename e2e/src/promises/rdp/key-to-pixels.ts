import type { World } from '../../world/start-world.js';
import { pause, waitUntil } from '../../world/wait-until.js';
import { takeSeat } from '../desktop/seat.js';
import { unrecordedPixels } from '../desktop/unrecorded-pixels.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';
import { rdpDesktops } from './rdp-desktops.js';

const leftOut = 10;
const key = 0x6b;

/** A key into a terminal on a workstation until its character is drawn in the viewer, at both depths. */
export async function measureKeyToPixels(
  { plant }: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const keys = options.long ? 1000 : 120;
  const figures: MeasuredFigure[] = [];
  for (const depth of [16, 32] as const) {
    const kind = rdpDesktops(depth);
    const scene = await kind.startScene('typing');
    try {
      const target = await kind.addTarget(plant, scene, scene.port);
      const seat = await takeSeat(plant, target, await plant.anotherVendor());
      // Whoever has the pointer has the keys.
      await waitUntil('the terminal is there', () => seat.viewer.pixels.includes(0xff_ff_ff));
      seat.viewer.point(100, 100);
      await seat.viewer.untilStill(2_000);
      const took: number[] = [];
      for (let count = 0; count < keys + leftOut; count += 1) {
        const ms = await seat.viewer.typeAndSee(key);
        if (count >= leftOut) took.push(ms);
        // A quick typist; never in step with anybody's frames.
        await pause(45 + Math.random() * 30);
      }
      await seat.viewer.untilStill(1_000);
      figures.push(
        figure('speed', {
          group: 'rdp',
          id: `rdp-key-to-pixels-${depth}`,
          what: `key to its pixels in a terminal on the workstation, ${depth} bits, recorded, median`,
          unit: 'ms',
          value: median(took),
          goal: '<= 10',
          rounds: keys,
          reference: `90th percentile ${percentile(took, 0.9).toFixed(1)} ms; guacd 1.6.1 17.5 ms at 16 bits`,
        }),
        await unrecordedPixels(kind, plant, seat, `typing-${depth}`),
      );
    } finally {
      await scene.stop();
    }
  }
  return figures;
}
