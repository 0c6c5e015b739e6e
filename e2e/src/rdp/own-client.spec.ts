import { AuditEntry, listOf, Session, ViewerTokenAnswer } from '@gatehouse/contracts';
import { addRdpTarget } from '../world/add-rdp-target.js';
import { freePort } from '../world/free-port.js';
import { runGatehouse } from '../world/gatehouse-command.js';
import { openAccess } from '../world/request-and-approve.js';
import { startRdpClientScreen } from '../world/start-rdp-client.js';
import type { RdpClientScreen } from '../world/start-rdp-client.js';
import { startStation } from '../world/start-station.js';
import type { RunningStation } from '../world/start-station.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { waitUntil } from '../world/wait-until.js';

let world: World;
let station: RunningStation;
let screen: RdpClientScreen;
let targetId: string;

beforeAll(async () => {
  station = await startStation();
  const ports = { http: await freePort(), ssh: await freePort(), rdp: await freePort() };
  world = await startWorld({ ports, constraints: { rightsAllowed: ['view', 'control', 'clipboard-out'] } });
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
  'PR-04 shows the station in a real client by %s, without its drive, and cuts it at the kill',
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
    await waitUntil('the drive is refused on record', async () => {
      const { items } = await auditor.api.get(`/api/audit?subject=${session.id}`, listOf(AuditEntry));
      return items.some(({ kind, data }) => kind === 'channel.refused' && data['what'] === 'rdpdr');
    });
    const killed = await runGatehouse(world.gateway, ['kill', '--session', session.id, '--json']);
    expect(killed.code).toBe(0);
    await client.ended;
  },
  120_000,
);
