import { randomBytes } from 'node:crypto';
import * as contract from '@gatehouse/contracts';
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
  const spend = () =>
    spendConnectTicket({ tickets, clock: gateway.clock }, String(ticket.body.ticket), 'web');
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

test('AZ-04 fields that are not asked for are refused, and nothing is kept', async () => {
  const plant = await plantByApi();
  const before = await gateway.database.query('SELECT count(*) FROM access_request');
  const extras: object[] = [
    { status: 'approved' },
    { state: 'approved' },
    { approvedBy: 'me' },
    { expiresAt: '2036-01-01T00:00:00.000Z' },
    { grant: { rights: ['shell'] } },
    { target: { account: 'root' } },
    { siteId: plant.siteId },
    { requesterId: plant.approverPerson.id },
    { obligations: { reviewersNeeded: [] } },
    { rights: ['shell', 'root'] },
    { window: { ...(wish(plant.targetId).window as object), approved: true } },
    { linkedRequestId: null },
  ];
  for (const extra of extras) {
    const answer = await plant.vendor.post('/api/access-requests', wish(plant.targetId, extra));
    expect([JSON.stringify(extra), answer.status]).toEqual([JSON.stringify(extra), 400]);
  }
  const proto = JSON.stringify(wish(plant.targetId)).replace(/^\{/, '{"__proto__":{"state":"approved"},');
  expect((await plant.vendor.send('POST', '/api/access-requests', proto)).status).toBe(400);
  expect(await gateway.database.query('SELECT count(*) FROM access_request')).toEqual(before);
});

test('AZ-07 fifteen windows that cannot be: each is refused, and no grant is longer than the policy', async () => {
  const plant = await plantByApi({ constraints: { longestWindowMinutes: 120 } });
  const now = gateway.clock.now().getTime();
  const iso = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
  const windows: unknown[] = [
    { opensAt: iso(60), closesAt: iso(59) },
    { opensAt: iso(60), closesAt: iso(60) },
    { opensAt: iso(0), closesAt: '1e309' },
    { opensAt: iso(0), closesAt: '1h' },
    { opensAt: iso(0), closesAt: 'NaN' },
    { opensAt: iso(0), closesAt: iso(10 * 365 * 24 * 60) },
    { opensAt: iso(0), closesAt: iso(121) },
    { opensAt: iso(-30), closesAt: iso(30) },
    { opensAt: iso(-120), closesAt: iso(-60) },
    { opensAt: '2026-03-29T01:30:00+14:00', closesAt: '2026-03-29T02:30:00+14:00' },
    { opensAt: '2026-03-29T01:30:00-14:00', closesAt: '2026-03-29T02:30:00-14:00' },
    { opensAt: '2026-03-02T08:30:60Z', closesAt: iso(60) },
    { opensAt: '2026-02-30T08:30:00Z', closesAt: iso(60) },
    { opensAt: iso(0), closesAt: { $ne: null } },
    { opensAt: '+275760-09-13T00:00:00.000Z', closesAt: '+275760-09-13T00:00:00.001Z' },
  ];
  expect(windows).toHaveLength(15);
  for (const window of windows) {
    const body = JSON.stringify(wish(plant.targetId, { window })).replace('"1e309"', '1e309');
    const answer = await plant.vendor.send('POST', '/api/access-requests', body);
    expect([window, [400, 403].includes(answer.status)]).toEqual([window, true]);
  }
  const spring = await plant.vendor.post('/api/access-requests', {
    ...wish(plant.targetId),
    window: { opensAt: '2026-03-29T00:30:00.000Z', closesAt: '2026-03-29T02:30:00.000Z' },
  });
  expect(spring.status).toBe(201);
  expect(
    await gateway.database.query(
      `SELECT opens_at, closes_at FROM access_request WHERE site_id = $1 AND closes_at - opens_at <= interval '2 h'`,
      [plant.siteId],
    ),
  ).toEqual([{ opens_at: new Date('2026-03-29T00:30:00Z'), closes_at: new Date('2026-03-29T02:30:00Z') }]);
  expect(
    await gateway.database.query('SELECT 1 FROM access_request WHERE site_id = $1', [plant.siteId]),
  ).toHaveLength(1);
});

test('AZ-17 hostile text: too large is refused unread, control and direction characters too, the rest comes back as text', async () => {
  const plant = await plantByApi();
  const huge = await plant.vendor.post(
    '/api/access-requests',
    wish(plant.targetId, { purpose: 'x'.repeat(10 * 1024 * 1024) }),
  );
  expect(huge.status).toBe(413);
  for (const purpose of ['x'.repeat(2001), 'red \u001b[31m', 'turned \u202e txt', 'nul \u0000', ''])
    expect((await plant.vendor.post('/api/access-requests', wish(plant.targetId, { purpose }))).status).toBe(
      400,
    );
  const purpose = `<script>alert(1)</script> =cmd|' /C calc'!A0 "quoted"`;
  const request = await made(plant.vendor, '/api/access-requests', wish(plant.targetId, { purpose }));
  expect(request.purpose).toBe(purpose);
});

test('a vendor sees own requests and grants only, and a manager those of the own firm', async () => {
  const plant = await plantByApi();
  const colleague = await gateway.addPerson({
    vendorOrganisationId: plant.vendorOrganisationId,
    roles: [{ role: 'vendor-user', siteId: plant.siteId }],
  });
  const manager = await gateway.addPerson({
    vendorOrganisationId: plant.vendorOrganisationId,
    roles: [{ role: 'vendor-manager', siteId: plant.siteId }],
  });
  // A role of the plant on a person of a vendor gives nothing, however it came there.
  await gateway.database.query(
    `INSERT INTO role_assignment (person_id, role, site_id, created_at) VALUES ($1, 'auditor', NULL, now())`,
    [manager.id],
  );
  const other = await plantByApi();
  const request = await made(plant.vendor, '/api/access-requests', wish(plant.targetId));
  const foreign = await made(other.vendor, '/api/access-requests', wish(other.targetId));
  const colleagueClient = await gateway.openSession(colleague.id);
  const managerClient = await gateway.openSession(manager.id);
  const idsOf = async (client: TestClient): Promise<unknown[]> =>
    (await client.get<{ items: Json[] }>('/api/access-requests')).body.items.map((item) => item.id);
  expect(await idsOf(plant.vendor)).toEqual([request.id]);
  expect(await idsOf(colleagueClient)).toEqual([]);
  expect(await idsOf(managerClient)).toEqual([request.id]);
  expect(await idsOf(plant.approver)).toEqual([request.id]);
  expect(await idsOf(admin)).toEqual(expect.arrayContaining([request.id, foreign.id]));
  for (const client of [colleagueClient, other.vendor, other.approver])
    expect((await client.get(`/api/access-requests/${request.id}`)).status).toBe(404);
  expect((await colleagueClient.post(`/api/access-requests/${request.id}/withdraw`)).status).toBe(404);
  expect(
    (
      await other.approver.post(`/api/access-requests/${request.id}/reviews`, {
        verdict: 'approve',
        contentHash: request.contentHash,
      })
    ).status,
  ).toBe(404);
  expect((await managerClient.get('/api/audit')).body.items).toEqual([]);
});

test('a vendor learns of entitled machines only, without address and account, and nothing of others', async () => {
  const plant = await plantByApi();
  const other = await plantByApi();
  const list = await plant.vendor.get<{ items: Json[] }>('/api/entitled-targets');
  expect(list.body.items.map((item) => item.id)).toEqual([plant.targetId]);
  expect(list.text).not.toMatch(/192\.0\.2|account|fingerprint/);
  const hidden = await plant.vendor.post('/api/access-requests', wish(other.targetId));
  const unknown = await plant.vendor.post('/api/access-requests', wish(newId('tgt')));
  expect([hidden.status, hidden.body.detail, hidden.body.errors]).toEqual([
    404,
    unknown.body.detail,
    unknown.body.errors,
  ]);
  for (const path of [
    '/api/targets',
    '/api/zones',
    '/api/assets',
    '/api/policies',
    '/api/credentials',
    '/api/host-keys',
  ])
    expect([path, (await plant.vendor.get(path)).status]).toEqual([path, 403]);
});

test('an administrator of one site sees and changes nothing of another', async () => {
  const mine = await plantByApi();
  const theirs = await plantByApi();
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: mine.siteId }] });
  const client = await gateway.openSession(person.id);
  const tags = async (path: string): Promise<unknown[]> =>
    (await client.get<{ items: Json[] }>(path)).body.items.map((item) => item.id);
  expect(await tags('/api/sites')).toEqual([mine.siteId]);
  expect(await tags('/api/targets')).toEqual([mine.targetId]);
  expect(await tags('/api/credentials')).toEqual([mine.credentialId]);
  expect(await tags('/api/policies')).toEqual([mine.policyId]);
  const tries: [string, string, object][] = [
    ['POST', '/api/sites', { name: 'X', slug: 'x-new', timeZone: 'UTC' }],
    ['POST', '/api/zones', { siteId: theirs.siteId, name: 'Z' }],
    ['PATCH', `/api/targets/${theirs.targetId}`, { account: 'root' }],
    ['DELETE', `/api/targets/${theirs.targetId}`, {}],
    ['POST', `/api/targets/${theirs.targetId}/suspend`, {}],
    ['POST', `/api/sites/${theirs.siteId}/suspend`, {}],
    ['POST', `/api/vendor-organisations/${mine.vendorOrganisationId}/suspend`, {}],
    ['PUT', `/api/credentials/${theirs.credentialId}/secret`, { secret: 'new' }],
    ['PUT', `/api/policies/${theirs.policyId}`, { revision: 1, name: 'x', constraints: easyConstraints }],
    [
      'POST',
      '/api/policies',
      { siteId: theirs.siteId, name: 'x', constraints: easyConstraints, criticality: 'low' },
    ],
  ];
  for (const [method, path, body] of tries)
    expect([path, (await client.send(method, path, body)).status]).toEqual([path, 404]);
  const mixed = await client.send(
    'PUT',
    `/api/vendor-organisations/${mine.vendorOrganisationId}/entitlements`,
    {
      assetIds: [mine.assetId, theirs.assetId],
    },
  );
  expect(mixed.status).toBe(400);
  const { items } = (await client.get<{ items: Json[] }>('/api/audit?limit=500')).body;
  expect(items.length).toBeGreaterThan(0);
  expect(new Set(items.map((item) => item.siteId))).toEqual(new Set([mine.siteId]));
});

test('a change of the machine makes waiting requests and open access useless, and both say so', async () => {
  const plant = await plantByApi();
  const approved = await made(plant.vendor, '/api/access-requests', wish(plant.targetId));
  await plant.approver.post(`/api/access-requests/${approved.id}/reviews`, {
    verdict: 'approve',
    contentHash: approved.contentHash,
  });
  const waiting = await made(plant.vendor, '/api/access-requests', wish(plant.targetId));
  const changed = await admin.send('PATCH', `/api/targets/${plant.targetId}`, { address: '192.0.2.77' });
  expect(changed.body.address).toBe('192.0.2.77');
  const card = await plant.approver.get<{ blockers: { code: string }[] }>(
    `/api/access-requests/${waiting.id}`,
  );
  expect(card.body.blockers.map((blocker) => blocker.code)).toEqual(['target-changed']);
  const review = await plant.approver.post(`/api/access-requests/${waiting.id}/reviews`, {
    verdict: 'approve',
    contentHash: waiting.contentHash,
  });
  expect([review.status, review.body.code]).toEqual([409, 'request-changed']);
  const { items } = (await plant.vendor.get<{ items: Json[] }>('/api/grants')).body;
  const ticket = await plant.vendor.post(`/api/grants/${String(items[0]!.id)}/connect-tickets`);
  expect([ticket.status, ticket.body.code]).toEqual([409, 'grant-changed']);
  const audit = await admin.get<{ items: Json[] }>(
    `/api/audit?kind=target.changed&subject=${plant.targetId}`,
  );
  expect(audit.body.items[0]?.data).toMatchObject({
    before: { address: '192.0.2.10' },
    after: { address: '192.0.2.77' },
  });
});

test('blocking a site, a machine or a firm writes the row that ends its sessions, and stops new tickets', async () => {
  for (const what of ['site', 'target', 'vendor-organisation'] as const) {
    const plant = await plantByApi();
    const id = {
      site: plant.siteId,
      target: plant.targetId,
      'vendor-organisation': plant.vendorOrganisationId,
    }[what];
    const request = await made(plant.vendor, '/api/access-requests', wish(plant.targetId));
    await plant.approver.post(`/api/access-requests/${request.id}/reviews`, {
      verdict: 'approve',
      contentHash: request.contentHash,
    });
    const grantId = String((await plant.vendor.get<{ items: Json[] }>('/api/grants')).body.items[0]!.id);
    const path = `/api/${what}s/${id}`;
    expect((await admin.post(`${path}/suspend`, { reason: 'Smoke' })).status).toBe(204);
    expect(
      await gateway.database.query('SELECT reason, text FROM revocation WHERE scope = $1 AND scope_id = $2', [
        what,
        id,
      ]),
    ).toEqual([{ reason: 'locked', text: 'Smoke' }]);
    expect((await plant.vendor.post(`/api/grants/${grantId}/connect-tickets`)).body.code).toBe(
      what === 'vendor-organisation' ? 'sign-in-required' : 'locked',
    );
    const refused = await plant.vendor.post('/api/access-requests', wish(plant.targetId));
    expect(refused.body.code).toBe(what === 'vendor-organisation' ? 'sign-in-required' : 'denied-by-policy');
    expect((await admin.post(`${path}/reinstate`)).status).toBe(204);
    expect((await plant.vendor.post(`/api/grants/${grantId}/connect-tickets`)).status).toBe(201);
    const { items } = (await admin.get<{ items: Json[] }>(`/api/audit?subject=${id}&kind=${what}.`)).body;
    expect(items.map((item) => item.kind)).toEqual(
      expect.arrayContaining([`${what}.suspended`, `${what}.reinstated`]),
    );
  }
});

test('SC-01 a secret goes in and never comes out: not in an answer, the audit trail, the log, the database', async () => {
  const plant = await plantByApi();
  const replaced = await admin.send('PUT', `/api/credentials/${plant.credentialId}/secret`, {
    secret: 'second-canary-secret',
  });
  expect(replaced.body).toMatchObject({ revision: 2, kind: 'password' });
  const everything = [
    replaced.text,
    (await admin.get('/api/credentials')).text,
    (await admin.get('/api/audit?limit=500')).text,
    gateway.logLines.join(''),
    JSON.stringify(await gateway.database.query('SELECT c::text FROM credential c')),
    JSON.stringify(await gateway.database.query('SELECT o::text FROM outbox_entry o')),
  ].join('\n');
  for (const canary of ['canary-secret-of-the-plc', 'second-canary-secret']) {
    expect(everything).not.toContain(canary);
    expect(everything).not.toContain(Buffer.from(canary).toString('hex'));
    expect(everything).not.toContain(Buffer.from(canary).toString('base64'));
  }
});

test('a policy is changed from the revision that was read, or not at all', async () => {
  const plant = await plantByApi();
  const change = (revision: number, name: string) =>
    admin.send('PUT', `/api/policies/${plant.policyId}`, { revision, name, constraints: easyConstraints });
  const both = await Promise.all([change(1, 'one'), change(1, 'two')]);
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 409]);
  expect((await change(2, 'three')).body).toMatchObject({ revision: 3, name: 'three' });
  const second = await admin.post('/api/policies', {
    siteId: plant.siteId,
    name: 'x',
    constraints: easyConstraints,
  });
  expect([second.status, second.body.code]).toEqual([409, 'conflict']);
});

test('AP-02 odd filters are refused or find nothing, and never reach the database as anything but values', async () => {
  for (const path of [
    '/api/access-requests?state=pending&state=denied',
    '/api/access-requests?state[]=pending',
    "/api/access-requests?state=pending'--",
    '/api/audit?limit=1e9',
    '/api/audit?before=1;select',
    "/api/audit?kind=x' OR true--",
    '/api/host-keys?state=anything',
    '/api/grants?sort=id',
  ])
    expect([path, (await admin.get(encodeURI(path))).status]).toEqual([path, 400]);
  expect((await admin.get('/api/audit?subject=%27%20OR%20true--')).body.items).toEqual([]);
  for (const id of ["x'", '%00', '..%2f', 'req_0', newId('grant')])
    expect([404, 400]).toContain((await admin.get(`/api/access-requests/${encodeURIComponent(id)}`)).status);
});

test('every answer is what the contract says, so that the portal can read it', async () => {
  const plant = await plantByApi();
  const request = await made(plant.vendor, '/api/access-requests', wish(plant.targetId));
  contract.AccessRequest.parse(request);
  const dry = await plant.vendor.post('/api/access-requests/dry-run', wish(plant.targetId));
  contract.DryRunAnswer.parse(dry.body);
  const reviewed = await plant.approver.post(`/api/access-requests/${request.id}/reviews`, {
    verdict: 'approve',
    contentHash: request.contentHash,
    reason: 'Go on',
  });
  const { grants } = contract.AccessRequest.parse(reviewed.body);
  const grantId = grants[0]!.id;
  contract.Grant.parse((await plant.vendor.get(`/api/grants/${grantId}`)).body);
  contract.ConnectTicketAnswer.parse(
    (await plant.vendor.post(`/api/grants/${grantId}/connect-tickets`)).body,
  );
  contract.Grant.parse((await plant.approver.post(`/api/grants/${grantId}/revoke`, {})).body);
  await gateway.database.query(
    `INSERT INTO observed_host_key (target_id, key, key_type, fingerprint, first_seen_at, last_seen_at)
     VALUES ($1, 'k', 'ssh-ed25519', $2, now(), now())`,
    [plant.targetId, `SHA256:${plant.slug}`],
  );
  const lists = {
    sites: contract.Site,
    zones: contract.Zone,
    assets: contract.Asset,
    targets: contract.Target,
    'vendor-organisations': contract.VendorOrganisation,
    credentials: contract.Credential,
    policies: contract.Policy,
    'host-keys?state=waiting': contract.ObservedHostKey,
    'access-requests': contract.AccessRequest,
    grants: contract.Grant,
    audit: contract.AuditEntry,
  };
  for (const [path, item] of Object.entries(lists)) {
    const { items } = contract.listOf(item).parse((await admin.get(`/api/${path}`)).body);
    expect([path, items.length > 0]).toEqual([path, true]);
  }
  contract.listOf(contract.EntitledTarget).parse((await plant.vendor.get('/api/entitled-targets')).body);
});
