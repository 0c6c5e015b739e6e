import { ViewerPasswordAnswer, ViewerTokenAnswer } from '@gatehouse/contracts';
import type { Grant, Target, WatchServerMessage } from '@gatehouse/contracts';
import { parseScreenUpdate, ScreenPicture } from '@gatehouse/screen';
import { addDesktopTarget } from '../world/add-desktop-target.js';
import type { ApiClient } from '../world/api-client.js';
import { DesktopClient } from '../world/desktop-client.js';
import { freePort } from '../world/free-port.js';
import { hostsConnectedTo } from '../world/hosts-connected-to.js';
import { recordedEvents, untilSealed, verify } from '../world/recorded-streams.js';
import { connectTicket, openAccess, requestAndApprove } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { startXtigervnc } from '../world/start-xtigervnc.js';
import type { RunningDesktop } from '../world/start-xtigervnc.js';
import { waitUntil } from '../world/wait-until.js';
import { WatchClient } from '../world/watch-client.js';
import { WatchedProcess } from '../world/watched-process.js';
import { withFreshFactor } from '../world/with-fresh-factor.js';

jest.setTimeout(120_000);

/** The shortest that a policy takes. */
const idleSeconds = 30;

describe('how a session on a desktop ends', () => {
  let world: World;
  let desktop: RunningDesktop;
  let clock: WatchedProcess;
  let target: Target;
  /** Begun first, for it takes its time while the others run. */
  let left: { quiet: DesktopClient; busy: DesktopClient; since: number };
  const timers: NodeJS.Timeout[] = [];

  beforeAll(async () => {
    desktop = await startXtigervnc('320x240', '</script>\u001b]0;owned\u0007<img src=x>');
    const { PATH = '/usr/bin:/bin' } = process.env;
    // Its screen changes every second, and nobody has done anything.
    clock = new WatchedProcess('xclock', ['-update', '1', '-geometry', '160x160+0+0'], {
      env: { PATH, DISPLAY: desktop.display },
    });
    const ports = { http: await freePort(), ssh: await freePort(), vnc: await freePort() };
    world = await startWorld({ ports, constraints: { rightsAllowed: ['view', 'control'], idleSeconds } });
    target = await addDesktopTarget(world.plant, desktop.port);
    left = await leaveAlone();
  }, 240_000);
  afterAll(async () => {
    for (const timer of timers) clearInterval(timer);
    await (world as World | undefined)?.stop();
    await (clock as WatchedProcess | undefined)?.stop('SIGKILL');
    await (desktop as RunningDesktop | undefined)?.stop();
  }, 60_000);

  const access = (targetId = target.id, vendor = world.plant.vendor): Promise<Grant> =>
    openAccess(world.plant, { targetId, vendor, rights: ['view', 'control'] });
  const connect = async (grant: Grant, vendor = world.plant.vendor): Promise<DesktopClient> => {
    const client = DesktopClient.withTicket(vendor, await connectTicket(vendor, grant));
    await client.begin();
    return client;
  };
  const leaveAlone = async (): Promise<typeof left> => {
    const since = Date.now();
    const [quiet, busy] = [await connect(await access()), await connect(await access())];
    let x = 0;
    timers.push(
      setInterval(() => busy.send([5, 0, 0, (x = (x + 1) % 200), 0, 200]), 1_000),
      // Pictures are asked for all the time, as a viewer does by itself.
      setInterval(() => quiet.send([3, 1, 0, 0, 0, 0, 1, 64, 0, 240]), 500),
    );
    return { quiet, busy, since };
  };
  const endOf = async (client: DesktopClient) => {
    const { at } = await client.closed;
    return { ...client.said('ended'), at };
  };

  it('is not opened before its time slot, by a page or by an own viewer', async () => {
    const { plant } = world;
    const grant = await requestAndApprove(plant, {
      ...{ targetId: target.id, rights: ['view'], opensIn: 3_600 },
    });
    await expect(connectTicket(plant.vendor, grant)).rejects.toMatchObject({ code: 'grant-not-open' });
    await expect(
      plant.vendor.api.post(`/api/grants/${grant.id}/viewer-tokens`, {}, ViewerTokenAnswer),
    ).rejects.toMatchObject({ code: 'grant-not-open' });
    await expect(
      plant.vendor.api.post(`/api/grants/${grant.id}/viewer-passwords`, {}, ViewerPasswordAnswer),
    ).rejects.toMatchObject({ code: 'grant-not-open' });
  });

  it('shows a watcher on the socket what the vendor sees, pixel for pixel', async () => {
    const { plant } = world;
    const grant = await access();
    const client = await connect(grant);
    const { id } = await sessionOf(plant.auditor, grant.id);
    const watcher = new WatchClient(plant.approver.api, id);
    await waitUntil('both see the same', async () => {
      const own = await client.wholePicture(320, 240);
      return watchedPicture(watcher.messages)?.equals(own);
    });
    watcher.close();
    client.close();
  });

  it('RI-18 takes a name of a desktop for letters only', async () => {
    const { plant } = world;
    const grant = await access();
    const client = DesktopClient.withTicket(plant.vendor, await connectTicket(plant.vendor, grant));
    const name = await client.nameOfDesktop();
    expect(name).toContain('owned');
    expect(name).not.toMatch(/\p{Cc}/u);
    client.close();
    const { recording } = await untilSealed(plant.auditor, (await sessionOf(plant.auditor, grant.id)).id);
    const told = (await recordedEvents(plant.auditor, String(recording?.id))).join('\n');
    expect(told.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('SE-15 ends after a while without a hand on it, though its screen goes on; a pointer that moves counts', async () => {
    const { quiet, busy, since } = left;
    const { code, at } = await endOf(quiet);
    expect(code).toBe('GH-IDLE');
    expect(at - since).toBeGreaterThanOrEqual(idleSeconds * 1_000);
    expect(busy.said('ended')).toBeUndefined();
    busy.close();
  });

  it('ends when the machine goes, and says so', async () => {
    const going = await startXtigervnc('320x240');
    const other = await addDesktopTarget(world.plant, going.port, { tag: 'L3-HMI02', handle: 'l3-hmi2' });
    const client = await connect(await access(other.id));
    await going.stop();
    expect(await endOf(client)).toMatchObject({ code: 'GH-TARGET', reason: 'target-left' });
    target = await addDesktopTarget(world.plant, desktop.port, { tag: 'L3-HMI03', handle: 'l3-hmi3' });
  });

  it('ends when the process that runs it is killed, with what was shown on record, and can be opened again', async () => {
    const { plant, gateway } = world;
    const grant = await access();
    const client = await connect(grant);
    await client.wholePicture(320, 240);
    const { id } = await sessionOf(plant.auditor, grant.id);
    for (const host of hostsConnectedTo(gateway, desktop.port)) process.kill(host, 'SIGKILL');
    await client.closed;
    const sealed = await untilSealed(plant.auditor, id);
    expect(sealed.endReason).toBe('error');
    expect(['gaps', 'unaltered']).toContain(
      (await verify(plant.auditor, String(sealed.recording?.id))).verdict,
    );
    const again = await waitUntil('another process takes it', async () => {
      const next = DesktopClient.withTicket(plant.vendor, await connectTicket(plant.vendor, grant));
      return next.begin().then(
        () => next,
        () => null,
      );
    });
    again.close();
  });

  const takenAway: readonly {
    readonly what: string;
    readonly take: (api: ApiClient, vendorId: string, targetId: string) => Promise<unknown>;
  }[] = [
    {
      what: 'the technician is suspended',
      take: (api, vendorId) => api.mustSend('POST', `/api/people/${vendorId}/suspend`, { reason: 'Test' }),
    },
    {
      what: 'the machine is blocked',
      take: (api, _vendorId, id) => api.mustSend('POST', `/api/targets/${id}/suspend`, { reason: 'Test' }),
    },
    {
      what: 'the machine is removed',
      take: (api, _vendorId, id) => api.mustSend('DELETE', `/api/targets/${id}`),
    },
    {
      what: 'the firm is no longer entitled to the machine',
      take: (api) =>
        api.mustSend('PUT', `/api/vendor-organisations/${world.plant.organisation.id}/entitlements`, {
          assetIds: [world.plant.asset.id],
        }),
    },
  ];
  it.each(takenAway)('SE-09 ends when $what', async ({ what, take }) => {
    const { plant } = world;
    const { administrator } = plant;
    const mark = `hmi-${what.split(' ').at(-1) ?? ''}`;
    const panel = await addDesktopTarget(plant, desktop.port, { tag: mark, handle: mark });
    // Suspending is for good here, so it takes somebody whom nobody needs.
    const vendor = what.includes('technician') ? await plant.anotherVendor() : plant.vendor;
    const grant = await access(panel.id, vendor);
    const client = await connect(grant, vendor);
    await withFreshFactor(administrator, () => take(administrator.api, vendor.id, panel.id));
    expect(['GH-LOCKED', 'GH-REVOKED']).toContain((await endOf(client)).code);
    await expect(connect(grant, vendor)).rejects.toThrow();
  });
});

/** What a watcher would paint now, as the vendor's client holds its pixels; null before the first picture. */
function watchedPicture(messages: readonly WatchServerMessage[]): Buffer | null {
  const picture = new ScreenPicture();
  for (const message of messages)
    if (message.type === 'frames')
      for (const { kind, data } of message.frames)
        if (kind === 'screen-update') picture.apply(parseScreenUpdate(Buffer.from(data ?? '', 'base64')));
  if (picture.width === 0) return null;
  return Buffer.from(picture.pixels.map((value, at) => (at % 4 === 3 ? 0 : value)));
}
