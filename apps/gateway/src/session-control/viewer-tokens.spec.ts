import { newId } from '@gatehouse/kernel';
import type { GrantId } from '@gatehouse/kernel';
import type { TokenAnswer } from '@gatehouse/protocol-vnc';
import { buildPlant, Workflow } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';
import { ViewersAtDoor } from '../testing/viewers-at-door.js';

interface ViewerToken {
  readonly userName: string;
  readonly token: string;
  readonly code?: string;
}

jest.setTimeout(60_000);

let gateway: TestGateway;
let plant: Plant;
let vendor: TestClient;
let grantId: GrantId;
let door: ViewersAtDoor;
let arrive: ViewersAtDoor['arrive'];
let ask: (wireId: string, userName: string, token: string) => Promise<TokenAnswer>;

beforeAll(async () => {
  gateway = await TestGateway.start({ environment: { VNC_PORT: '5999' } });
}, 60_000);
afterAll(() => gateway.stop());

beforeEach(async () => {
  const { database, clock } = gateway;
  plant = await buildPlant(database, { constraints: { rightsAllowed: ['view', 'control'] } });
  await database.query(
    `UPDATE target SET protocol = 'vnc', port = 5900, pinned_host_key = '', pinned_host_key_type = 'none',
       pinned_fingerprint = 'none', settings = '{"protection":"any","framesPerSecond":15}' WHERE id = $1`,
    [plant.targetId],
  );
  const flow = new Workflow(database, clock);
  const request = await flow.submit(plant, { rights: ['view'] });
  await flow.review(request, plant.approverIds[0] ?? newId('per'));
  const [grant] = await flow.grantsOf(request.text.id);
  if (!grant) throw new Error('no grant');
  grantId = grant.id;
  vendor = await gateway.openSession(plant.vendorUserId);
  door = new ViewersAtDoor(gateway);
  arrive = (leg, source) => door.arrive(leg, source);
  ask = (wireId, userName, token) => door.token(wireId, userName, token);
});

async function makeToken(path = 'viewer-tokens'): Promise<ViewerToken> {
  const answer = await vendor.post<ViewerToken>(`/api/grants/${grantId}/${path}`);
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}

const refused = (answer: TokenAnswer): string | null =>
  'refusal' in answer ? `${answer.refusal.code}: ${answer.refusal.text}` : null;

const badToken =
  'GH-TICKET: this token is used, too old or not for this machine. Make a new one in the portal.';

test('a token says where to go, and lets its person in once, at the door for viewers', async () => {
  const made = await vendor.post<Record<string, unknown>>(`/api/grants/${grantId}/viewer-tokens`);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    host: 'localhost',
    port: 5999,
    userName: expect.stringMatching(new RegExp(`^p[a-z0-9]+\\+${plant.handle}$`)) as string,
    token: expect.stringMatching(/^[\w-]{32}$/) as string,
    certificateFingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as string,
    file: { name: `${plant.handle}.tigervnc` },
  });
  const file = made.body['file'] as { text: string };
  expect(file.text).toContain('ServerName=localhost::5999\nSecurityTypes=X509Plain\n');
  expect(file.text).not.toContain(String(made.body['token']));
  const [userName, token] = [String(made.body['userName']), String(made.body['token'])];
  const first = arrive();
  expect(await ask(first, userName, token)).toEqual({ grantId });
  expect(door.wires.of(1, first)).toMatchObject({
    personId: plant.vendorUserId,
    ticket: { grantId },
    principal: { source: '192.0.2.50' },
  });
  expect(refused(await ask(arrive(), userName, token))).toBe(badToken);
});

test('of many viewers who show one token at once, one gets in', async () => {
  const { userName, token } = await makeToken();
  const answers = await Promise.all(
    [arrive(), arrive(), arrive(), arrive()].map((wire) => ask(wire, userName, token)),
  );
  expect(answers.filter((answer) => refused(answer) === null)).toHaveLength(1);
});

test('a token lives for a minute, half-open', async () => {
  const { userName, token } = await makeToken();
  gateway.clock.advance(60_000);
  expect(refused(await ask(arrive(), userName, token))).toBe(badToken);
});

test.each([
  ['another person', (name: string) => name.replace(/^[^+]+/, 'somebody')],
  ['another machine', (name: string) => name.replace(/\+.*$/, '+other')],
  ['no machine', (name: string) => name.replace(/\+.*$/, '')],
  ['no name of ours', () => 'Robert"); --'],
])('a token beside the name of %s lets nobody in, and is spent', async (_whose, changed) => {
  const { userName, token } = await makeToken();
  expect(refused(await ask(arrive(), changed(userName), token))).toBe(badToken);
  expect(refused(await ask(arrive(), userName, token))).toBe(badToken);
});

test('a ticket of a page opens nothing here, and a token nothing there', async () => {
  const { userName } = await makeToken();
  const page = await vendor.post<{ ticket: string }>(`/api/grants/${grantId}/connect-tickets`);
  expect(refused(await ask(arrive(), userName, page.body.ticket))).toBe(badToken);
  const flow = new Workflow(gateway.database, gateway.clock);
  expect(await flow.spend(page.body.ticket)).toMatchObject({ door: 'web' });
  const { token } = await makeToken();
  expect(await flow.spend(token)).toBeNull();
  expect(await flow.spend(token, 'viewer')).toMatchObject({ door: 'viewer' });
});

test('a connection has one try, and one that is no viewer has none', async () => {
  const { userName, token } = await makeToken();
  const wire = arrive();
  expect(refused(await ask(wire, userName, 'guess'))).toBe(badToken);
  await expect(ask(wire, userName, token)).rejects.toThrow();
  await expect(ask(arrive('ssh'), userName, token)).rejects.toThrow();
  expect(refused(await ask(arrive(), userName, token))).toBeNull();
});

test('a person who was suspended meanwhile is not let in', async () => {
  const { userName, token } = await makeToken();
  await gateway.database.query(`UPDATE person SET state = 'suspended' WHERE id = $1`, [plant.vendorUserId]);
  expect(refused(await ask(arrive(), userName, token))).toBe(badToken);
});

test('who guesses is shut out for a while, and each guess is on the audit trail without what was typed', async () => {
  const before = (await gateway.auditEntries('connection.refused')).length;
  for (let tries = 0; tries < 18; tries += 1)
    await ask(arrive('vnc', '198.51.100.7'), 'tomas+l2-hmi', `guess-number-${tries}-of-many-more`);
  expect(door.limits.admit('wire', '198.51.100.7')).toBe(false);
  const entries = (await gateway.auditEntries('connection.refused')).slice(before);
  expect(entries).toHaveLength(18);
  expect(entries[0]).toMatchObject({
    actor: { source: '198.51.100.7' },
    data: { code: 'GH-TICKET', clientLeg: 'vnc', machine: 'l2-hmi' },
  });
  expect(JSON.stringify(entries)).not.toContain('guess-number');
});

test('a token is not made with an old code, and not for the access of somebody else', async () => {
  gateway.clock.advance(301_000);
  expect((await vendor.post(`/api/grants/${grantId}/viewer-tokens`)).body['code']).toBe(
    'fresh-factor-required',
  );
  const stranger = await gateway.addPerson({
    vendorOrganisationId: plant.vendorId,
    roles: [{ role: 'vendor-user', siteId: plant.siteId }],
  });
  const other = await gateway.openSession(stranger.id);
  expect((await other.post(`/api/grants/${grantId}/viewer-tokens`)).status).toBe(404);
});
