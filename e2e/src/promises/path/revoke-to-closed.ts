import { openAccess } from '../../world/request-and-approve.js';
import { TerminalClient } from '../../world/terminal-client.js';
import { pause, waitUntil } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { percentile } from '../statistics.js';
import type { PathWorld } from './path-world.js';

/** From the 2xx answer of the revocation to the moment both the client's and the target's socket are gone. */
export async function measureRevokeToClosed(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 200 : 20;
  const took: number[] = [];
  let alive = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { vendor } = world.nextVendor();
    const grant = await openAccess(world.plant, { vendor });
    const client = await TerminalClient.connect(vendor, grant);
    await world.plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, { reason: 'measured' });
    const revokedAt = Date.now();
    const ended = await Promise.race([client.untilEnded(), pause(6_000)]);
    if (!ended) {
      alive += 1;
      client.close();
      continue;
    }
    await waitUntil('the target side is closed', () => world.targetLeg.open === 0, 10_000, 2);
    took.push(Math.max(ended.at, world.targetLeg.lastClosedAt ?? 0) - revokedAt);
  }
  return [
    figure('speed', {
      id: 'revoke-to-both-sockets-closed',
      what: 'revocation answered to both sockets closed, same node, p99',
      unit: 'ms',
      value: took.length > 0 ? percentile(took, 0.99) : Number.MAX_SAFE_INTEGER,
      goal: '<= 1000',
      rounds,
      reference: 'Boundary tests <= 5000 ms; JumpServer up to ~15 min',
    }),
    figure('invariant', {
      id: 'revoked-sessions-alive',
      what: 'sessions alive 6 s after their access was revoked',
      unit: 'sessions',
      value: alive,
      goal: '= 0',
      rounds,
      reference: 'none',
    }),
  ];
}
