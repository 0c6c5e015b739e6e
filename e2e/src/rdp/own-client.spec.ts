import { AuditEntry, listOf, Session, ViewerTokenAnswer } from '@gatehouse/contracts';
import type { Grant, Target } from '@gatehouse/contracts';
import { HostileRelay, hostileWords } from '@gatehouse/protocol-rdp/testing';
import { addRdpTarget } from '../world/add-rdp-target.js';
import type { ApiClient } from '../world/api-client.js';
import { DesktopClient } from '../world/desktop-client.js';
import { freePort } from '../world/free-port.js';
import { runGatehouse } from '../world/gatehouse-command.js';
import { hostsConnectedTo } from '../world/hosts-connected-to.js';
import { untilSealed } from '../world/recorded-streams.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import { sessionOf } from '../world/sessions.js';
import { startRdpClientScreen } from '../world/start-rdp-client.js';
import type { RdpClientScreen } from '../world/start-rdp-client.js';
import { startStation } from '../world/start-station.js';
import type { RunningStation } from '../world/start-station.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';
import { waitUntil } from '../world/wait-until.js';
import type { WatchedProcess } from '../world/watched-process.js';
import { WatchClient } from '../world/watch-client.js';
import { withFreshFactor } from '../world/with-fresh-factor.js';

let world: World;
let station: RunningStation;
let screen: RdpClientScreen;
let targetId: string;

beforeAll(async () => {
  station = await startStation();
  const ports = { http: await freePort(), ssh: await freePort(), rdp: await freePort() };
  world = await startWorld({
    ports,
    constraints: { rightsAllowed: ['view', 'control', 'clipboard-out', 'shell'] },
  });
  const target = await addRdpTarget(
    world.plant,
    station,
    { fingerprint: station.fingerprint },
    { rdp: { signIn: 'tls', width: 800, height: 600 } },
  );
  targetId = target.id;
  screen = await startRdpClientScreen();
}, 240_000);
afterAll(async () => {
  await (screen as RdpClientScreen | undefined)?.stop();
  await (world as World | undefined)?.stop();
  await (station as RunningStation | undefined)?.stop();
}, 60_000);

it.each(['nla', 'tls'] as const)(
  'PR-04 shows the station in a real client by %s, without a device of its own and with each refusal on record, and cuts it at the kill',
  async (security) => {
    const { vendor, approver, auditor } = world.plant;
    const grant = await openAccess(world.plant, { targetId, rights: ['view', 'control'], lasts: 1_800 });
    const token = await vendor.api.post(`/api/grants/${grant.id}/viewer-tokens`, {}, ViewerTokenAnswer);
    const client = screen.start(token, token.token, security);
    const session = await waitUntil('the client is in a session', async () => {
      if (!client.running) throw new Error(client.output);
      const { items } = await approver.api.get('/api/sessions', listOf(Session));
      return items.find((each) => each.grantId === grant.id && each.state === 'active');
    });
    expect(session).toMatchObject({ clientLeg: 'rdp', protocol: 'rdp' });
    await station.untilDrawn();
    // Drives, printers and smartcards are one channel; a microphone and USB come over the dynamic one.
    await waitUntil('its devices are refused on record', async () => {
      const { items } = await auditor.api.get(`/api/audit?subject=${session.id}`, listOf(AuditEntry));
      const refused = items.filter(({ kind }) => kind === 'channel.refused').map(({ data }) => data['what']);
      return ['rdpdr', 'rdpsnd', 'drdynvc'].every((channel) => refused.includes(channel));
    });
    const killed = await runGatehouse(world.gateway, ['kill', '--session', session.id, '--json']);
    expect(killed.code).toBe(0);
    await client.ended;
  },
  120_000,
);

const connectedHosts = (port = station.port): number[] => hostsConnectedTo(world.gateway, port);

/** A real client of this person in a running session at a machine. */
async function clientIn(grant: Grant, port: number, vendor = world.plant.vendor): Promise<WatchedProcess> {
  const token = await vendor.api.post(`/api/grants/${grant.id}/viewer-tokens`, {}, ViewerTokenAnswer);
  const client = screen.start(token, token.token, 'nla');
  const session = await waitUntil('the client is in a session', async () => {
    if (!client.running) throw new Error(client.output);
    const { items } = await world.plant.approver.api.get('/api/sessions', listOf(Session));
    const active = items.find((each) => each.grantId === grant.id && each.state === 'active');
    return connectedHosts(port).length > 0 && active;
  });
  // Who was shown nothing yet is told why in words, which takes them their time.
  const watcher = new WatchClient(world.plant.approver.api, session.id);
  await waitUntil('something is shown', () =>
    watcher.messages.some(
      (message) => message.type === 'frames' && message.frames.some(({ kind }) => kind === 'screen-update'),
    ),
  );
  watcher.close();
  return client;
}

/** The same station as a machine of its own, which can be taken away. */
const stationAs = (mark: string, port = station.port): Promise<Target> =>
  addRdpTarget(
    world.plant,
    { port, account: station.account, password: station.password },
    { pem: station.certificate.certificate.toString() },
    { tag: mark, handle: mark, rdp: { signIn: 'tls', width: 800, height: 600 } },
  );

/** Ended at both ends, and not to be had again. */
async function isOver(client: WatchedProcess, grant: Grant, vendor = world.plant.vendor): Promise<void> {
  await client.ended;
  await waitUntil('nobody is connected to the station', () => connectedHosts().length === 0);
  const again = async () => DesktopClient.withTicket(vendor, await connectTicket(vendor, grant)).begin();
  await expect(again()).rejects.toThrow();
}

it('SE-02 is cut at both ends when its grant is taken back', async () => {
  const grant = await openAccess(world.plant, { targetId, rights: ['view'], lasts: 1_800 });
  const client = await clientIn(grant, station.port);
  await world.plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {});
  await isOver(client, grant);
}, 90_000);

const takenAway: readonly {
  readonly what: string;
  readonly take: (api: ApiClient, vendorId: string, id: string) => Promise<unknown>;
}[] = [
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
  {
    what: 'the technician is suspended',
    take: (api, vendorId) => api.mustSend('POST', `/api/people/${vendorId}/suspend`, { reason: 'Test' }),
  },
];
it.each(takenAway)(
  'SE-09 is cut at both ends when $what',
  async ({ what, take }) => {
    const { plant } = world;
    const { administrator } = plant;
    const machine = await stationAs(`eng-${what.split(' ').at(-1) ?? ''}`);
    // Suspending is for good here, so it takes somebody whom nobody needs.
    const vendor = what.includes('technician') ? await plant.anotherVendor() : plant.vendor;
    const grant = await openAccess(plant, { targetId: machine.id, vendor, rights: ['view'], lasts: 1_800 });
    const client = await clientIn(grant, station.port, vendor);
    await withFreshFactor(administrator, () => take(administrator.api, vendor.id, machine.id));
    await isOver(client, grant, vendor);
  },
  120_000,
);

it('PR-01 a machine that turns hostile ends its own session, and none beside it in any session host', async () => {
  const { plant, gateway } = world;
  const relay = await HostileRelay.start(station);
  try {
    const hosts = sessionHostsOf(gateway);
    const terminals: TerminalClient[] = [];
    for (const host of hosts) {
      const { id } = await plant.anotherTarget({ tag: `L3-PLC${host}`, handle: `plc-${host}` });
      const grant = await openAccess(plant, { targetId: id, rights: ['shell'] });
      terminals.push(await TerminalClient.connect(plant.vendor, grant));
    }
    const machine = await stationAs('eng-hostile', relay.port);
    for (const words of [hostileWords.redirection, hostileWords.hugeBitmap]) {
      const grant = await openAccess(plant, { targetId: machine.id, rights: ['view'], lasts: 1_800 });
      const client = await clientIn(grant, relay.port);
      relay.say(...words);
      await client.ended;
      const { id } = await sessionOf(plant.auditor, grant.id);
      const { endReason } = await untilSealed(plant.auditor, id);
      expect(['error', 'target-left']).toContain(endReason);
    }
    for (const [index, terminal] of terminals.entries()) {
      terminal.type(`echo still-$((40 + ${index}))\n`);
      await terminal.untilOutput(new RegExp(`still-${40 + index}`));
      terminal.close();
    }
    expect(sessionHostsOf(gateway)).toEqual(hosts);
  } finally {
    await relay.stop();
  }
}, 180_000);
