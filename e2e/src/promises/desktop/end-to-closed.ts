import { startDelayProxy } from '../../world/delay-proxy.js';
import type { World } from '../../world/start-world.js';
import { waitUntil } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';
import type { DesktopKind } from './desktop-kind.js';
import { takeSeat } from './seat.js';

/** The plant ends the session of a moving picture: from the answer to the moment both sockets are gone. */
export async function measureEndToClosed(
  kind: DesktopKind,
  { plant }: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 30 : 7;
  const scene = await kind.startScene('video');
  const leg = await startDelayProxy(scene.port);
  try {
    const target = await kind.addTarget(plant, scene, leg.port);
    const vendor = await plant.anotherVendor();
    const took: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await waitUntil('the earlier socket is gone', () => leg.open === 0);
      const { viewer, session } = await takeSeat(plant, target, vendor);
      const drawn = viewer.updates;
      await waitUntil('the picture moves', () => viewer.updates > drawn + 3);
      await plant.approver.api.mustSend('POST', `/api/sessions/${session.id}/end`, { reason: 'measured' });
      const ended = Date.now();
      const clientGone = await viewer.closed;
      await waitUntil('the socket to the target is gone', () => leg.open === 0, 20_000, 1);
      took.push(Math.max(0, clientGone - ended, (leg.lastClosedAt ?? 0) - ended));
    }
    return [
      figure('speed', {
        group: kind.group,
        id: `${kind.group}-end-to-both-ends-gone`,
        what: 'ending answered to both sockets of a moving picture closed, median',
        unit: 'ms',
        value: median(took),
        goal: '<= 50',
        rounds,
        reference: `worst ${percentile(took, 1)} ms; the sketch measured 4 to 5 ms`,
      }),
    ];
  } finally {
    await scene.stop();
    await leg.stop();
  }
}
