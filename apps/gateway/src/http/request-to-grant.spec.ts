import { randomBytes } from 'node:crypto';
import { easyConstraints } from '@gatehouse/testing';
import { spendConnectTicket } from '@gatehouse/grant';
import { newId } from '@gatehouse/kernel';
import type { SiteId, VendorOrganisationId } from '@gatehouse/kernel';
import { PostgresConnectTicketStore } from '@gatehouse/persistence';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient, Json } from '../testing/test-client.js';

let gateway: TestGateway;
let admin: TestClient;

beforeAll(async () => {
  gateway = await TestGateway.start();
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  admin = await gateway.openSession(person.id);
}, 60_000);
afterAll(() => gateway.stop());

function hostKeyLine(): string {
  const name = Buffer.from('ssh-ed25519');
  const blob = Buffer.concat([lengthOf(name), name, lengthOf(Buffer.alloc(32)), randomBytes(32)]);
  return `ssh-ed25519 ${blob.toString('base64')} demo`;
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

async function made(client: TestClient, path: string, body: unknown): Promise<Json & { id: string }> {
  const answer = await client.post<Json & { id: string }>(path, body);
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** A plant made through the API, as an administrator makes it. */
async function plantByApi(given: { constraints?: object } = {}) {
  const mark = newId('node').slice(-8);
  const site = await made(admin, '/api/sites', {
    name: `Plant ${mark}`,
    slug: `plant-${mark}`,
    timeZone: 'Europe/Berlin',
  });
  const siteId = site.id as SiteId;
  const zone = await made(admin, '/api/zones', { siteId, name: 'Line 3', purdueLevel: 2 });
  const asset = await made(admin, '/api/assets', {
    siteId,
    zoneId: zone.id,
    tag: 'L3-PAL01',
    name: 'Palletizer',
    criticality: 'high',
  });
  const credential = await made(admin, '/api/credentials', {
    siteId,
    name: 'service',
    kind: 'password',
    secret: 'canary-secret-of-the-plc',
  });
  const target = await made(admin, '/api/targets', {
    assetId: asset.id,
    handle: `plc-${mark}`,
    protocol: 'ssh',
    address: '192.0.2.10',
    port: 22,
    account: 'service',
    credentialId: credential.id,
    hostKey: hostKeyLine(),
  });
  const policy = await made(admin, '/api/policies', {
    siteId,
    name: 'Standard',
    constraints: { ...easyConstraints, ...given.constraints },
  });
  const organisation = await made(admin, '/api/vendor-organisations', { name: `ACME ${mark}` });
  const entitled = await admin.send('PUT', `/api/vendor-organisations/${organisation.id}/entitlements`, {
    assetIds: [asset.id],
  });
  expect(entitled.body.assetIds).toEqual([asset.id]);
  const vendorOrganisationId = organisation.id as VendorOrganisationId;
  const vendorPerson = await gateway.addPerson({
    vendorOrganisationId,
    roles: [{ role: 'vendor-user', siteId }],
  });
  const approverPerson = await gateway.addPerson({ roles: [{ role: 'approver', siteId }] });
  return {
    siteId,
    zoneId: zone.id,
    assetId: asset.id,
    targetId: target.id,
    handle: `plc-${mark}`,
    slug: `plant-${mark}`,
    policyId: policy.id,
    credentialId: credential.id,
    vendorOrganisationId,
    vendorPerson,
    approverPerson,
    vendor: await gateway.openSession(vendorPerson.id),
    approver: await gateway.openSession(approverPerson.id),
  };
}

function wish(targetId: string, changed: object = {}): Record<string, unknown> {
  const now = gateway.clock.now().getTime();
  return {
    targetIds: [targetId],
    purpose: 'Replace the drive parameters',
    plannedChange: true,
    workOrder: 'WO-4711',
    rights: ['shell', 'exec'],
    window: {
      opensAt: new Date(now).toISOString(),
      closesAt: new Date(now + 3_600_000).toISOString(),
    },
    ...changed,
  };
}

test('the path by API: dry run, submit, approve with less, grant, ticket, revoke, audit', async () => {
  const plant = await plantByApi();
  const dry = await plant.vendor.post('/api/access-requests/dry-run', wish(plant.targetId));
  expect(dry.body).toMatchObject({
    decision: { outcome: 'allow', obligations: { factorFreshSeconds: 300 } },
    reviewers: [expect.stringContaining('Person')],
  });

  const request = await made(plant.vendor, '/api/access-requests', wish(plant.targetId));
  expect(request).toMatchObject({
    state: 'pending',
    approvals: { needed: 1, given: 0 },
    blockers: [],
    may: { review: false, withdraw: true },
    targets: [{ handle: plant.handle, identity: 'pinned', zoneName: 'Line 3' }],
  });

  const card = await plant.approver.get(`/api/access-requests/${request.id}`);
  expect(card.body).toMatchObject({
    may: { review: true, withdraw: false },
    contentHash: request.contentHash,
  });
  const shorter = {
    opensAt: (request.window as { opensAt: string }).opensAt,
    closesAt: new Date(gateway.clock.now().getTime() + 1_800_000).toISOString(),
  };
  const review = await plant.approver.post(`/api/access-requests/${request.id}/reviews`, {
    verdict: 'approve',
    contentHash: request.contentHash,
    window: shorter,
    rights: ['shell'],
  });
  expect(review.status).toBe(201);
  expect(review.body).toMatchObject({ state: 'approved', approvals: { given: 1 } });

  const { items } = (await plant.vendor.get<{ items: Json[] }>('/api/grants')).body;
  expect(items).toHaveLength(1);
  const grant = items[0]!;
  expect(grant).toMatchObject({
    state: 'open',
    rights: ['shell'],
    window: shorter,
    sshCommand: `ssh -p 2222 ${plant.vendorPerson.login}+${plant.handle}@localhost`,
  });
  expect((await plant.approver.get(`/api/grants/${String(grant.id)}`)).body.sshCommand).toBeNull();

  const ticket = await plant.vendor.post(`/api/grants/${String(grant.id)}/connect-tickets`);
  expect(ticket.status).toBe(201);
  const tickets = new PostgresConnectTicketStore(gateway.database.manager);
  const spend = () => spendConnectTicket({ tickets, clock: gateway.clock }, String(ticket.body.ticket));
  expect(await spend()).toMatchObject({
    grantId: grant.id,
    personId: plant.vendorPerson.id,
    protocol: 'ssh',
  });
  expect(await spend()).toBeNull();

  const revoked = await plant.approver.post(`/api/grants/${String(grant.id)}/revoke`, {
    reason: 'Line starts',
  });
  expect(revoked.body).toMatchObject({ state: 'closed', closeReason: 'revoked' });
  expect((await plant.vendor.post(`/api/grants/${String(grant.id)}/connect-tickets`)).body.code).toBe(
    'grant-closed',
  );
  expect(
    await gateway.database.query(
      `SELECT reason, text FROM revocation WHERE scope = 'grant' AND scope_id = $1`,
      [grant.id],
    ),
  ).toEqual([{ reason: 'revoked', text: 'Line starts' }]);

  const audit = await admin.get<{ items: Json[] }>(`/api/audit?subject=${request.id}`);
  expect(audit.body.items.map((entry) => entry.kind).reverse()).toEqual([
    'request.submitted',
    'request.reviewed',
    'request.approved',
    'grant.opened',
    'connect-ticket.issued',
    'grant.closed',
  ]);
  expect(JSON.stringify(audit.body)).not.toContain(String(ticket.body.ticket));
});
