import { openAccess } from '../../world/request-and-approve.js';
import { TerminalClient } from '../../world/terminal-client.js';
import { pause, waitUntil } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from './path-world.js';

/** Sessions that are busy until their window closes: how late each ends, on both legs. */
export async function measureEndAtExpiry(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 20 : 4;
  const late: number[] = [];
  let alive = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { vendor } = world.nextVendor();
    const grant = await openAccess(world.plant, { vendor, lasts: 4 });
    const closesAt = Date.parse(grant.window.closesAt);
    const client = await TerminalClient.connect(vendor, grant);
    client.type('while :; do echo busy; sleep 0.05; done\n');
    const keys = setInterval(() => client.isOpen && client.type('x'), 100);
    const ended = await Promise.race([client.untilEnded(), pause(closesAt + 6_000 - Date.now())]);
    clearInterval(keys);
    if (!ended) {
      alive += 1;
      client.close();
      continue;
    }
    await waitUntil('the target side is closed', () => world.targetLeg.open === 0, 10_000, 5);
    late.push(Math.max(ended.at, world.targetLeg.lastClosedAt ?? 0) - closesAt);
  }
  const worst = late.length > 0 ? Math.max(...late.map(Math.abs)) : Number.MAX_SAFE_INTEGER;
  return [
    figure('speed', {
      id: 'end-at-expiry',
      what: 'both sockets closed, off the end of the window, worst',
      unit: 'ms',
      value: worst,
      goal: '<= 1000',
      rounds,
      reference: 'Boundary tests -1000..+3000 ms; Warpgate never; Guacamole 1 min or never',
    }),
    figure('invariant', {
      id: 'sessions-past-their-end',
      what: 'sessions alive 6 s after their window closed',
      unit: 'sessions',
      value: alive,
      goal: '= 0',
      rounds,
      reference: 'none',
    }),
  ];
}
