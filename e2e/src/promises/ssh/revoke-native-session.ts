import { connectByLibrary, execOn } from '../../world/ssh-library-client.js';
import { openAccess } from '../../world/request-and-approve.js';
import { waitUntil } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from '../path/path-world.js';
import { median, percentile } from '../statistics.js';

/** From the 2xx answer of the revocation to the moment both sockets are gone, in the middle of a download. */
export async function measureRevokeNativeSession(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 50 : 7;
  const { plant, gateway, targetLeg } = world;
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { vendor, key } = world.nextVendor();
    const grant = await openAccess(plant, { vendor });
    const client = await connectByLibrary({
      port: gateway.sshPort,
      user: `${vendor.login}+${plant.target.handle}`,
      privateKey: key.privateKey,
      code: await vendor.authenticator.nextCode(),
    });
    const clientGone = new Promise<number>((resolve) => client.once('close', () => resolve(Date.now())));
    client.on('error', () => undefined);
    const channel = await execOn(client, 'exec cat /dev/zero');
    let received = 0;
    channel.on('error', () => undefined);
    channel.on('data', (bytes: Buffer) => (received += bytes.length));
    await waitUntil('the download runs', () => received > 1 << 20, 20_000, 5);
    await plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, { reason: 'measured' });
    const revokedAt = Date.now();
    const clientGoneAt = await clientGone;
    await waitUntil('the target side is closed', () => targetLeg.open === 0, 20_000, 2);
    took.push(Math.max(clientGoneAt, targetLeg.lastClosedAt ?? 0) - revokedAt);
  }
  return [
    figure('speed', {
      group: 'ssh',
      id: 'ssh-revoke-to-both-ends-gone',
      what: 'revocation answered to both sockets of a download closed, median',
      unit: 'ms',
      value: median(took),
      goal: '<= 50',
      rounds,
      reference: `p99 ${Math.round(percentile(took, 0.99))} ms; a bare ssh2 relay measured 9 to 25 ms`,
    }),
  ];
}
