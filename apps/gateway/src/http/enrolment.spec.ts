import { buildPlant } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestPerson } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';

let gateway: TestGateway;
let plant: Plant;
let sponsor: TestPerson;
let sponsorClient: TestClient;
let manager: TestPerson;

beforeAll(async () => {
  gateway = await TestGateway.start();
  plant = await buildPlant(gateway.database);
  sponsor = await gateway.addPerson({
    roles: [{ role: 'approver', siteId: plant.siteId }],
    displayName: 'S. Weiss',
  });
  manager = await gateway.addPerson({
    roles: [{ role: 'vendor-manager', siteId: plant.siteId }],
    vendorOrganisationId: plant.vendorId,
    sponsorId: sponsor.id,
  });
  sponsorClient = await gateway.signIn(sponsor);
}, 120_000);
afterAll(() => gateway.stop());

const password = 'a-password-of-my-own';
let logins = 0;

/** A technician whom the vendor manager added and invited. */
async function invited(): Promise<{ id: string; login: string; token: string; managerClient: TestClient }> {
  const managerClient = await gateway.openSession(manager.id);
  logins += 1;
  const login = `tech-${logins}`;
  const added = await managerClient.post('/api/people', {
    login,
    displayName: 'T. Technician',
    vendorOrganisationId: plant.vendorId,
    roles: [{ role: 'vendor-user', siteId: plant.siteId }],
  });
  expect(added).toMatchObject({ status: 201, body: { state: 'invited', sponsor: { id: sponsor.id } } });
  const id = String(added.body['id']);
  const invitation = await managerClient.post(`/api/people/${id}/invitations`);
  expect(invitation.status).toBe(201);
  const token = String(invitation.body['token']);
  expect(invitation.body['url']).toBe(`${gateway.origin}/enrol#${token}`);
  return { id, login, token, managerClient };
}

async function open(token: string) {
  const answer = await gateway.client().post('/api/enrolment/open', { token });
  return { status: answer.status, totpSecret: String(answer.body['totpSecret']), body: answer.body };
}

async function complete(token: string, totpSecret: string) {
  const code = gateway.code({ totpSecret });
  return gateway.client().post('/api/enrolment/complete', { token, password, code, timeZone: 'Asia/Tokyo' });
}

test('a technician enrols alone and can sign in once the sponsor has confirmed', async () => {
  const { id, login, token, managerClient } = await invited();
  const opened = await open(token);
  expect(opened.body).toMatchObject({ login, displayName: 'T. Technician', sponsor: 'S. Weiss' });
  const done = await complete(token, opened.totpSecret);
  expect(done).toMatchObject({ status: 200, body: { state: 'awaiting-confirmation', sponsor: 'S. Weiss' } });
  const codes = done.body['recoveryCodes'] as string[];
  expect(new Set(codes).size).toBe(10);

  const tooEarly = await gateway.client().post('/api/sign-in', { login, password });
  expect(tooEarly).toMatchObject({ status: 401, body: { code: 'sign-in-refused' } });
  expect((await managerClient.post(`/api/people/${id}/confirm`)).status).toBe(403);
  await gateway.stepUp(sponsorClient, sponsor);
  expect((await sponsorClient.post(`/api/people/${id}/confirm`)).body).toMatchObject({ state: 'active' });
  expect((await sponsorClient.post(`/api/people/${id}/confirm`)).status).toBe(409);
  const client = await gateway.signIn({ id: id as never, login, password, totpSecret: opened.totpSecret });
  expect((await client.get('/api/me')).body).toMatchObject({ timeZone: 'Asia/Tokyo', recoveryCodesLeft: 10 });
});

test('AN-02 the code of the enrolment is spent: it cannot sign in', async () => {
  const { id, login, token } = await invited();
  const { totpSecret } = await open(token);
  await complete(token, totpSecret);
  await gateway.stepUp(sponsorClient, sponsor);
  // The step-up moved the clock by one step; the previous code would still be in time.
  await sponsorClient.post(`/api/people/${id}/confirm`);
  const client = gateway.client();
  expect((await client.post('/api/sign-in', { login, password })).status).toBe(200);
  expect((await client.post('/api/sign-in/code', { code: gateway.code({ totpSecret }, 1) })).status).toBe(
    403,
  );
});

test('AN-05 a link works once, also for ten completions at once', async () => {
  const { token } = await invited();
  const { totpSecret } = await open(token);
  const answers = await Promise.all(Array.from({ length: 10 }, () => complete(token, totpSecret)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await open(token)).status).toBe(410);
  expect((await complete(token, totpSecret)).status).toBe(410);
});

test('AN-05 a newer link voids the older one and the secret it showed', async () => {
  const { id, token, managerClient } = await invited();
  const older = await open(token);
  const answers = await Promise.all([1, 2].map(() => managerClient.post(`/api/people/${id}/invitations`)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect((await open(token)).status).toBe(410);
  const openings = await Promise.all(answers.map(({ body }) => open(String(body['token']))));
  expect(openings.map(({ status }) => status).sort()).toEqual([200, 410]);
  const newer = openings.find(({ status }) => status === 200);
  expect(newer?.totpSecret).not.toBe(older.totpSecret);
});

test('AN-05 a link is good for 24 hours', async () => {
  const { token } = await invited();
  gateway.clock.advanceMinutes(24 * 60);
  expect((await open(token)).status).toBe(410);
  const other = await invited();
  gateway.clock.advanceMinutes(24 * 60 - 1);
  expect((await open(other.token)).status).toBe(200);
});

test('AN-05 tokens of links have 256 random bits and are kept as hashes', async () => {
  const { token } = await invited();
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const stored = await gateway.database.query(
    `SELECT encode(token_hash, 'escape') AS hash, * FROM invitation`,
  );
  expect(JSON.stringify(stored)).not.toContain(token);
});

test('opening a link again shows the same secret, so that a phone may reload the page', async () => {
  const { token } = await invited();
  const [one, two] = await Promise.all([open(token), open(token)]);
  expect(one.totpSecret).toBe(two.totpSecret);
  expect(one.totpSecret).toMatch(/^[A-Z2-7]{32}$/);
});

test('a wrong code does not use the link up, and five of them lock it for a while', async () => {
  const { token } = await invited();
  const { totpSecret } = await open(token);
  const wrong = String((Number(gateway.code({ totpSecret })) + 1) % 1_000_000).padStart(6, '0');
  const attempt = () => gateway.client().post('/api/enrolment/complete', { token, password, code: wrong });
  for (let count = 0; count < 5; count += 1) expect((await attempt()).status).toBe(400);
  expect((await complete(token, totpSecret)).status).toBe(429);
  gateway.clock.advanceMinutes(15);
  expect((await complete(token, totpSecret)).status).toBe(200);
});

test('a short password is refused and says how long it must be', async () => {
  const { token } = await invited();
  const { totpSecret } = await open(token);
  const body = { token, password: 'short', code: gateway.code({ totpSecret }) };
  const answer = await gateway.client().post('/api/enrolment/complete', body);
  expect(answer).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'password', message: expect.stringContaining('12') }] },
  });
});

test('whoever was suspended before enrolling cannot use the link, and starts again when reinstated', async () => {
  const { id, token, managerClient } = await invited();
  const { totpSecret } = await open(token);
  expect((await managerClient.post(`/api/people/${id}/suspend`)).body).toMatchObject({ state: 'suspended' });
  expect((await complete(token, totpSecret)).status).toBe(410);
  const client = await gateway.openSession(sponsor.id);
  expect((await client.post(`/api/people/${id}/reinstate`)).body).toMatchObject({ state: 'invited' });
  expect((await open(token)).status).toBe(410);
});
