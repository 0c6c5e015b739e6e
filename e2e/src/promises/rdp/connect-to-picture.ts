import type { World } from '../../world/start-world.js';
import { connectTicket, openAccess } from '../../world/request-and-approve.js';
import { waitUntil } from '../../world/wait-until.js';
import { ScriptedViewer } from '../desktop/scripted-viewer.js';
import { desktopRights } from '../desktop/seat.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';
import { rdpDesktops } from './rdp-desktops.js';

/** From opening the browser's socket to the whole picture: the account signed in at the target, licence and all. */
export async function measureConnectToPicture(
  { plant }: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 30 : 7;
  const kind = rdpDesktops();
  const scene = await kind.startScene('static');
  try {
    const target = await kind.addTarget(plant, scene, scene.port);
    const vendor = await plant.anotherVendor();
    const took: number[] = [];
    // The first one starts the account's session at the target, which is the target's own time.
    for (let round = 0; round <= rounds; round += 1) {
      const grant = await openAccess(plant, { vendor, targetId: target.id, rights: [...desktopRights] });
      const ticket = await connectTicket(vendor, grant);
      const began = performance.now();
      const viewer = await ScriptedViewer.throughGateway(vendor, ticket);
      await waitUntil('the picture is there', () => viewer.pixels.some((pixel) => pixel !== 0), 20_000, 1);
      if (round > 0) took.push(performance.now() - began);
      viewer.close();
      await viewer.closed;
    }
    return [
      figure('speed', {
        group: 'rdp',
        id: 'rdp-connect-to-picture',
        what: "a browser's socket opened to the picture of a session that is there, signed in by the gateway, median",
        unit: 'ms',
        value: median(took),
        goal: '<= 1000',
        rounds,
        reference: `worst ${percentile(took, 1).toFixed(0)} ms; the sketch took 500 to 1300 ms from the page to the first picture`,
      }),
    ];
  } finally {
    await scene.stop();
  }
}
