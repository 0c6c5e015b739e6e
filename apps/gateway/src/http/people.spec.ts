import { buildPlant } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import type { PersonId, SiteId } from '@gatehouse/kernel';
import type { Role } from '@gatehouse/identity';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestPerson } from '../testing/test-gateway.js';

let gateway: TestGateway;
let here: Plant;
let there: Plant;
let chief: TestPerson;
let admin: TestPerson;
let approver: TestPerson;
let manager: TestPerson;
let technician: TestPerson;

beforeAll(async () => {
  gateway = await TestGateway.start();
  here = await buildPlant(gateway.database);
  there = await buildPlant(gateway.database);
  chief = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  admin = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: here.siteId }] });
  approver = await gateway.addPerson({ roles: [{ role: 'approver', siteId: here.siteId }] });
  const vendor = { vendorOrganisationId: here.vendorId, sponsorId: approver.id };
  manager = await gateway.addPerson({ ...vendor, roles: [{ role: 'vendor-manager', siteId: here.siteId }] });
  technician = await gateway.addPerson({ ...vendor, roles: [{ role: 'vendor-user', siteId: here.siteId }] });
}, 120_000);
afterAll(() => gateway.stop());

const as = (person: TestPerson) => gateway.openSession(person.id);
const give = async (by: TestPerson, to: PersonId, role: Role, siteId: SiteId | null) =>
  (await (await as(by)).post(`/api/people/${to}/roles`, { role, siteId })).status;

test('an administrator of one site gives roles there and nowhere else', async () => {
  const person = await gateway.addPerson();
  expect(await give(admin, person.id, 'auditor', here.siteId)).toBe(200);
  expect(await give(admin, person.id, 'auditor', here.siteId)).toBe(409);
  expect(await give(admin, person.id, 'auditor', there.siteId)).toBe(403);
  expect(await give(admin, person.id, 'auditor', null)).toBe(403);
  expect(await give(chief, person.id, 'auditor', there.siteId)).toBe(200);
  expect(await give(chief, person.id, 'auditor', null)).toBe(200);
  const taken = await (
    await as(admin)
  ).send('DELETE', `/api/people/${person.id}/roles`, {
    role: 'auditor',
    siteId: there.siteId,
  });
  expect(taken.status).toBe(403);
});

test('nobody changes their own roles, and vendor and plant roles do not mix', async () => {
  expect(await give(chief, chief.id, 'approver', here.siteId)).toBe(403);
  expect(await give(admin, admin.id, 'administrator', here.siteId)).toBe(403);
  for (const role of ['approver', 'auditor', 'administrator'] as const)
    expect(await give(chief, technician.id, role, here.siteId)).toBe(403);
  for (const role of ['vendor-user', 'vendor-manager'] as const)
    expect(await give(chief, approver.id, role, here.siteId)).toBe(403);
  expect(await give(chief, technician.id, 'vendor-manager', here.siteId)).toBe(200);
});

test('a role at a site that does not exist is refused', async () => {
  const nowhere: SiteId = `site_${'0'.repeat(26)}`;
  expect(await give(chief, approver.id, 'auditor', nowhere)).toBe(400);
});

test('giving more than before asks for a fresh factor; suspending does not', async () => {
  const person = await gateway.addPerson({ roles: [{ role: 'auditor', siteId: here.siteId }] });
  const client = await as(admin);
  gateway.clock.advanceMinutes(5);
  const role = { role: 'approver', siteId: here.siteId };
  expect((await client.post(`/api/people/${person.id}/roles`, role)).status).toBe(200);
  gateway.clock.advance(1);
  for (const [path, body] of [
    [`/api/people/${person.id}/roles`, role],
    [`/api/people/${person.id}/invitations`, undefined],
    [`/api/people/${person.id}/reinstate`, undefined],
    ['/api/people', { login: 'late', displayName: 'Late', roles: [] }],
    ['/api/me/ssh-keys', { line: 'ssh-ed25519 AAAA1234567890123456' }],
    ['/api/me/recovery-codes', undefined],
  ] as const)
    expect(await client.post(path, body)).toMatchObject({
      status: 403,
      body: { code: 'fresh-factor-required' },
    });
  expect((await client.post(`/api/people/${person.id}/suspend`)).status).toBe(200);
  await gateway.stepUp(client, admin);
  expect((await client.post(`/api/people/${person.id}/reinstate`)).status).toBe(200);
});

test('suspending ends the web sessions at once and writes the revocation in the same transaction', async () => {
  const person = await gateway.addPerson({ roles: [{ role: 'auditor', siteId: here.siteId }] });
  const [one, two] = [await gateway.openSession(person.id), await gateway.openSession(person.id, 'password')];
  expect((await (await as(admin)).post(`/api/people/${person.id}/suspend`)).status).toBe(200);
  expect((await one.get('/api/me')).status).toBe(401);
  expect((await two.post('/api/sign-in/code', { code: '000000' })).status).toBe(401);
  const refused = await gateway
    .client()
    .post('/api/sign-in', { login: person.login, password: person.password });
  expect(refused.status).toBe(401);
  const rows = await gateway.database.query(
    'SELECT scope, reason, made_by FROM revocation WHERE scope_id = $1',
    [person.id],
  );
  expect(rows).toEqual([{ scope: 'person', reason: 'revoked', made_by: admin.id }]);
  expect((await (await as(admin)).post(`/api/people/${person.id}/reinstate`)).status).toBe(200);
  expect((await one.get('/api/me')).status).toBe(401);
});

test('people of a suspended vendor organisation are signed out and cannot sign in', async () => {
  const person = await gateway.addPerson({ vendorOrganisationId: there.vendorId, sponsorId: approver.id });
  const client = await gateway.openSession(person.id);
  expect((await client.get('/api/me')).status).toBe(200);
  await gateway.database.query('UPDATE vendor_organisation SET suspended_at = now() WHERE id = $1', [
    there.vendorId,
  ]);
  expect((await client.get('/api/me')).status).toBe(401);
  expect(
    (await gateway.client().post('/api/sign-in', { login: person.login, password: person.password })).status,
  ).toBe(401);
});

test('a role that was taken counts no more in the very next request', async () => {
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: here.siteId }] });
  const client = await gateway.openSession(person.id);
  expect((await client.get('/api/people')).status).toBe(200);
  const role = { role: 'administrator', siteId: here.siteId };
  expect((await (await as(chief)).send('DELETE', `/api/people/${person.id}/roles`, role)).status).toBe(200);
  expect((await client.get('/api/people')).status).toBe(403);
});

test('a vendor manager sees and adds people of the own organisation only', async () => {
  const stranger = await gateway.addPerson({ vendorOrganisationId: there.vendorId, sponsorId: approver.id });
  const client = await as(manager);
  const listed = (await client.get<{ items: { organisation: { id: string } | null }[] }>('/api/people')).body
    .items;
  expect(listed.length).toBeGreaterThanOrEqual(2);
  expect(listed.every(({ organisation }) => organisation?.id === here.vendorId)).toBe(true);
  expect((await client.get(`/api/people/${stranger.id}`)).status).toBe(404);
  expect((await client.get(`/api/people/${approver.id}`)).status).toBe(404);
  expect((await client.post(`/api/people/${stranger.id}/suspend`)).status).toBe(404);
  const person = (extra: object) => ({
    login: `v${Math.random().toString(36).slice(2)}`,
    displayName: 'V',
    roles: [],
    ...extra,
  });
  const own = { vendorOrganisationId: here.vendorId };
  const site = here.siteId;
  expect(
    (await client.post('/api/people', person({ ...own, roles: [{ role: 'vendor-user', siteId: site }] })))
      .status,
  ).toBe(201);
  for (const refused of [
    person({ vendorOrganisationId: there.vendorId }),
    person({}),
    person({ ...own, roles: [{ role: 'vendor-manager', siteId: site }] }),
    person({ ...own, roles: [{ role: 'vendor-user', siteId: there.siteId }] }),
    person({ ...own, roles: [{ role: 'vendor-user', siteId: null }] }),
    person({ ...own, roles: [{ role: 'administrator', siteId: site }] }),
  ])
    expect((await client.post('/api/people', refused)).status).toBe(403);
  expect((await client.post('/api/people', person({ ...own, sponsorId: technician.id }))).status).toBe(400);
});

test('AZ-04 fields that decide state, password or sponsor cannot be slipped in', async () => {
  const client = await as(chief);
  const right = { login: 'slipped', displayName: 'S', roles: [] };
  for (const extra of [
    { state: 'active' },
    { id: chief.id },
    { passwordHash: 'x' },
    { password: 'x' },
    { mayHoldSession: true },
    { createdAt: '2020-01-01T00:00:00.000Z' },
    { roles: [{ role: 'auditor', siteId: here.siteId, grantedBy: 'me' }] },
    { roles: { role: 'auditor', siteId: null } },
    { displayName: 'S\u202egpj' },
    { displayName: 'S\u001b[31m' },
  ])
    expect((await client.post('/api/people', { ...right, ...extra })).status).toBe(400);
  expect(await gateway.database.query(`SELECT id FROM person WHERE login = 'slipped'`)).toEqual([]);
});

test('AP-08 a name with markup is kept as the text it is', async () => {
  const displayName = '<img src=x onerror=alert(1)>"\'`{{7*7}}';
  const added = await (await as(chief)).post('/api/people', { login: 'marked-up', displayName, roles: [] });
  expect(added.body['displayName']).toBe(displayName);
  expect(added.headers['content-type']).toContain('application/json');
  expect(
    (await (await as(chief)).post('/api/people', { login: 'marked-up', displayName, roles: [] })).status,
  ).toBe(409);
});

test('an approver adds, invites and confirms the people they sponsor, and no one else', async () => {
  const other = await gateway.addPerson({ roles: [{ role: 'approver', siteId: here.siteId }] });
  const body = {
    login: 'sponsored',
    displayName: 'Sponsored',
    vendorOrganisationId: here.vendorId,
    roles: [{ role: 'vendor-user', siteId: here.siteId }],
  };
  const added = await (await as(approver)).post('/api/people', body);
  expect(added).toMatchObject({ status: 201, body: { sponsor: { id: approver.id } } });
  const path = `/api/people/${String(added.body['id'])}/invitations`;
  expect((await (await as(other)).post(path)).status).toBe(403);
  expect((await (await as(approver)).post(path)).status).toBe(201);
  const forOther = { ...body, login: 'sponsored-2', sponsorId: other.id };
  expect((await (await as(approver)).post('/api/people', forOther)).status).toBe(403);
});

test('the description of the API is OpenAPI 3.1 and names the routes and their bodies', async () => {
  const { body } = await (await as(technician)).get('/api/openapi.json');
  expect(body['openapi']).toMatch(/^3\.1/);
  const schema = { type: 'object', required: expect.arrayContaining(['login', 'displayName', 'roles']) };
  const content = { 'application/json': { schema: expect.objectContaining(schema) } };
  expect(body['paths']).toMatchObject({ '/api/people': { post: { requestBody: { content } } } });
});

test('SE-09 taking the role of a vendor user away ends what runs under it', async () => {
  const vendor = { vendorOrganisationId: here.vendorId, sponsorId: approver.id };
  const person = await gateway.addPerson({
    ...vendor,
    roles: [{ role: 'vendor-user', siteId: here.siteId }],
  });
  const client = await as(admin);
  const role = { role: 'vendor-user', siteId: here.siteId };
  expect((await client.send('DELETE', `/api/people/${person.id}/roles`, role)).status).toBe(200);
  const rows = await gateway.database.query<{ reason: string }[]>(
    `SELECT reason FROM revocation WHERE scope = 'person' AND scope_id = $1`,
    [person.id],
  );
  expect(rows).toEqual([{ reason: 'revoked' }]);
});
