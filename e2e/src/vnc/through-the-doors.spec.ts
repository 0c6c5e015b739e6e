import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AuditEntry,
  listOf,
  Session,
  SignInTestAnswer,
  ViewerPasswordAnswer,
  ViewerTokenAnswer,
} from '@gatehouse/contracts';
import type { Grant } from '@gatehouse/contracts';
import { addDesktopTarget } from '../world/add-desktop-target.js';
import { DesktopClient } from '../world/desktop-client.js';
import { freePort } from '../world/free-port.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { startXtigervnc } from '../world/start-xtigervnc.js';
import type { RunningDesktop } from '../world/start-xtigervnc.js';
import { waitUntil } from '../world/wait-until.js';
import { WatchedProcess } from '../world/watched-process.js';
import { withFreshFactor } from '../world/with-fresh-factor.js';

let world: World;
let desktop: RunningDesktop;
let targetId: string;
let screen: WatchedProcess;

beforeAll(async () => {
  desktop = await startXtigervnc();
  const { PATH = '/usr/bin:/bin' } = process.env;
  const painted = new WatchedProcess('xsetroot', ['-solid', '#ff0000'], {
    env: { PATH, DISPLAY: desktop.display },
  });
  await painted.ended;
  const ports = { http: await freePort(), ssh: await freePort(), vnc: await freePort() };
  world = await startWorld({ ports, constraints: { rightsAllowed: ['view', 'control'] } });
  targetId = (await addDesktopTarget(world.plant, desktop.port)).id;
  screen = new WatchedProcess('Xvfb', ['-displayfd', '1', '-screen', '0', '800x600x24', '-nolisten', 'tcp']);
  await waitUntil('the screen of the viewer is there', () => /^\d+$/m.test(screen.output));
}, 240_000);
afterAll(async () => {
  await world.stop();
  await desktop.stop();
  await (screen as WatchedProcess | undefined)?.stop('SIGKILL');
}, 60_000);

const access = (): Promise<Grant> =>
  openAccess(world.plant, { targetId, rights: ['view', 'control'], lasts: 1_800 });

const end = (grant: Grant): Promise<unknown> =>
  world.plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, { reason: 'Line restarts' });

function startProgram(program: string, args: string[], env: Record<string, string> = {}): WatchedProcess {
  return new WatchedProcess(program, args, {
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: world.gateway.dataDirectory,
      DISPLAY: `:${String(/^\d+$/m.exec(screen.output)?.[0])}`,
      ...env,
    },
  });
}

function startViewer({ userName, token, port }: ViewerTokenAnswer): WatchedProcess {
  const ca = join(world.gateway.dataDirectory, 'tls', 'ca.crt');
  return startProgram(
    'xtigervncviewer',
    [
      ...['-SecurityTypes', 'X509Plain', '-X509CA', ca, '-ReconnectOnError=0', '-AlertOnFatalError=0'],
      `localhost::${port}`,
    ],
    { VNC_USERNAME: userName, VNC_PASSWORD: token },
  );
}

/** How much of the viewers' screen is red, from a dump of it (X11/XWDFile.h), in pixels. */
async function redPixels(): Promise<number> {
  const file = join(world.gateway.dataDirectory, 'screen.xwd');
  await startProgram('xwd', ['-root', '-silent', '-out', file]).ended;
  const dump = readFileSync(file);
  const pixels = dump.subarray(dump.readUInt32BE(0) + dump.readUInt32BE(76) * 12);
  let red = 0;
  for (let at = 0; at + 3 < pixels.length; at += 4)
    if (pixels[at] === 0 && pixels[at + 1] === 0 && pixels[at + 2] === 255) red += 1;
  return red;
}

const viewerToken = (grant: Grant): Promise<ViewerTokenAnswer> =>
  world.plant.vendor.api.post(`/api/grants/${grant.id}/viewer-tokens`, {}, ViewerTokenAnswer);

it('shows the desktop in the browser to whom it was granted, says that nothing proves it, and ends with the access', async () => {
  const grant = await access();
  const client = DesktopClient.withTicket(world.plant.vendor, await connectTicket(world.plant.vendor, grant));
  expect((await client.receive(12)).toString()).toBe('RFB 003.008\n');
  expect(client.said('ready')).toMatchObject({ hostKeyFingerprint: null, assetTag: 'L3-HMI01' });
  client.send(Buffer.from('RFB 003.008\n'));
  expect(await client.receive(2)).toEqual(Buffer.from([1, 1]));
  client.send([1]);
  expect(await client.receive(4)).toEqual(Buffer.alloc(4));
  client.send([1]);
  const init = await client.receive(24);
  expect([init.readUInt16BE(0), init.readUInt16BE(2)]).toEqual([640, 480]);
  await end(grant);
  await client.closed;
  expect(client.said('ended')).toMatchObject({ code: 'GH-REVOKED', reason: 'revoked' });
}, 120_000);

it('shows the desktop in an own viewer by a token that is good once, and cuts it with the access', async () => {
  const grant = await access();
  const token = await viewerToken(grant);
  const viewer = startViewer(token);
  const session = await waitUntil('the viewer is in a session', async () => {
    const { items } = await world.plant.approver.api.get('/api/sessions', listOf(Session));
    return items.find((each) => each.grantId === grant.id && each.state === 'active');
  });
  expect(session).toMatchObject({ clientLeg: 'vnc', protocol: 'vnc', hostKeyFingerprint: null });
  const again = startViewer(token);
  await again.ended;
  expect(again.output.replace(/\s+/g, ' ')).toContain('GH-TICKET: this token is used');
  await end(grant);
  await viewer.ended;
}, 120_000);

it.each([
  [
    'TigerVNC',
    'xtigervncviewer',
    ['-SecurityTypes', 'VncAuth', '-ReconnectOnError=0', '-AlertOnFatalError=0'],
  ],
  ['TightVNC in 256 colours', 'xtightvncviewer', ['-bgr233', '-viewonly']],
])(
  'shows the desktop in %s by a password alone, once, and cuts it with the access',
  async (_name, program, options) => {
    const grant = await access();
    const { password, port } = await world.plant.vendor.api.post(
      `/api/grants/${grant.id}/viewer-passwords`,
      {},
      ViewerPasswordAnswer,
    );
    const file = join(world.gateway.dataDirectory, `passwd-${program}`);
    writeFileSync(file, execFileSync('vncpasswd', ['-f'], { input: `${password}\n` }), { mode: 0o600 });
    const viewer = startProgram(program, [...options, '-passwd', file, `localhost::${port}`]);
    const session = await waitUntil('the viewer is in a session', async () => {
      if (!viewer.running) throw new Error(viewer.output);
      const { items } = await world.plant.approver.api.get('/api/sessions', listOf(Session));
      return items.find((each) => each.grantId === grant.id && each.state === 'active');
    });
    expect(session).toMatchObject({ clientLeg: 'vnc', protocol: 'vnc' });
    await waitUntil(
      'the viewer shows the red screen of the machine',
      async () => (await redPixels()) > 200_000,
    );
    const again = startProgram(program, [...options, '-passwd', file, `localhost::${port}`]);
    await again.ended;
    await end(grant);
    await viewer.ended;
  },
  120_000,
);

it('tells an own viewer why its access does not hold any more', async () => {
  const grant = await access();
  const token = await viewerToken(grant);
  await end(grant);
  const viewer = startViewer(token);
  await viewer.ended;
  expect(viewer.output.replace(/\s+/g, ' ')).toContain('GH-REVOKED: the plant took back your access');
}, 120_000);

it('tries what is stored to sign in with, from the administrator’s page, and leaves the machine alone while somebody is in', async () => {
  const { administrator, approver, target } = world.plant;
  const tryIt = (id: string): Promise<SignInTestAnswer> =>
    withFreshFactor(administrator, () =>
      administrator.api.post(`/api/targets/${id}/sign-in-test`, {}, SignInTestAnswer),
    );
  const accepted = { outcome: 'accepted', detail: null };
  expect([await tryIt(target.id), await tryIt(targetId)]).toEqual([accepted, accepted]);
  const grant = await access();
  const client = DesktopClient.withTicket(world.plant.vendor, await connectTicket(world.plant.vendor, grant));
  await client.receive(12);
  await expect(tryIt(targetId)).rejects.toThrow('A session runs on this machine now');
  await approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {});
  await client.closed;
  const path = '/api/audit?kind=target.sign-in-tested';
  const { items } = await administrator.api.get(path, listOf(AuditEntry));
  expect(items.map(({ data }) => data['outcome'])).toEqual(['accepted', 'accepted']);
}, 120_000);
