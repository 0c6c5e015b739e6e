import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditEntry, listOf, Session, ViewerTokenAnswer } from '@gatehouse/contracts';
import type { Grant } from '@gatehouse/contracts';
import { addRdpTarget } from '../world/add-rdp-target.js';
import { freePort } from '../world/free-port.js';
import { openAccess } from '../world/request-and-approve.js';
import { startRdpClientScreen } from '../world/start-rdp-client.js';
import type { RdpClientScreen } from '../world/start-rdp-client.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';

let world: World;
let screen: RdpClientScreen;
let targetId: string;

beforeAll(async () => {
  const ports = { http: await freePort(), ssh: await freePort(), rdp: await freePort() };
  world = await startWorld({ ports, constraints: { rightsAllowed: ['view', 'control'] } });
  // Nobody answers there: what is shown here ends at the door.
  const machine = { port: await freePort(), account: 'operator', password: 'S3cret of the station' };
  targetId = (await addRdpTarget(world.plant, machine, { pem: aCertificate() })).id;
  screen = await startRdpClientScreen();
}, 240_000);
afterAll(async () => {
  await (screen as RdpClientScreen | undefined)?.stop();
  await (world as World | undefined)?.stop();
}, 60_000);

function aCertificate(): string {
  const folder = temporaryFolder('certificate');
  const [key, pem] = [join(folder.path, 'key'), join(folder.path, 'pem')];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=eng01'];
  execFileSync('openssl', [...made, '-keyout', key, '-out', pem], { stdio: 'ignore' });
  const text = readFileSync(pem, 'utf8');
  folder.remove();
  return text;
}

const access = (): Promise<Grant> =>
  openAccess(world.plant, { targetId, rights: ['view', 'control'], lasts: 1_800 });

const tokenFor = (grant: Grant): Promise<ViewerTokenAnswer> =>
  world.plant.vendor.api.post(`/api/grants/${grant.id}/viewer-tokens`, {}, ViewerTokenAnswer);

/** What clients at the door were answered, the newest first. A refusal there belongs to no site, as nobody signed in. */
async function answers(kind: 'authorized' | 'refused'): Promise<AuditEntry[]> {
  const path = `/api/audit?kind=connection.${kind}`;
  const { items } = await world.plant.administrator.api.get(path, listOf(AuditEntry));
  return items.filter(({ data }) => data['clientLeg'] === 'rdp');
}

const oneMore = (kind: 'authorized' | 'refused', before: readonly AuditEntry[]) =>
  waitUntil(`the client is ${kind}`, async () => {
    const now = await answers(kind);
    return now.length > before.length ? (now[0] ?? null) : null;
  });

it.each(['nla', 'tls'] as const)(
  'AZ-11 lets a real RDP client in by %s with a token, and nobody a second time',
  async (security) => {
    const grant = await access();
    const token = await tokenFor(grant);
    expect(token.file.text).toContain(`full address:s:localhost:${token.port}\r\nusername:s:jana+l3-eng\r\n`);
    const cameIn = await answers('authorized');
    const client = screen.start(token, token.token, security);
    expect((await oneMore('authorized', cameIn)).data).toMatchObject({ clientLeg: 'rdp', right: 'view' });
    const refused = await answers('refused');
    const again = screen.start(token, token.token, security);
    expect((await oneMore('refused', refused)).data).toMatchObject({ code: 'GH-TICKET', machine: 'l3-eng' });
    await Promise.all([client.stop('SIGKILL'), again.stop('SIGKILL')]);
  },
  60_000,
);

it.each(['nla', 'tls'] as const)(
  'refuses a real RDP client that guesses by %s, on record and without a session',
  async (security) => {
    const grant = await access();
    const token = await tokenFor(grant);
    const refused = await answers('refused');
    const client = screen.start(token, 'a-guess-that-is-long-enough', security);
    expect((await oneMore('refused', refused)).data).toMatchObject({ code: 'GH-TICKET', machine: 'l3-eng' });
    if (security === 'nla') {
      await client.ended;
      expect(client.output).toContain('STATUS_LOGON_FAILURE');
    }
    await client.stop('SIGKILL');
    const { items } = await world.plant.approver.api.get('/api/sessions', listOf(Session));
    expect(items.filter(({ grantId }) => grantId === grant.id)).toEqual([]);
    expect(world.gateway.process.output).not.toContain(token.token);
  },
  60_000,
);
