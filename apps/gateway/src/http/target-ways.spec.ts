import { generateKeyPairSync } from 'node:crypto';
import { permitStillHolds } from '@gatehouse/grant';
import { newId } from '@gatehouse/kernel';
import type { GrantId } from '@gatehouse/kernel';
import { PostgresGrantStore } from '@gatehouse/persistence';
import { parseSshSettings } from '@gatehouse/protocol-ssh';
import { buildPlant, Workflow } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';

let gateway: TestGateway;
let admin: TestClient;
let flow: Workflow;

beforeAll(async () => {
  gateway = await TestGateway.start();
  const person = await gateway.addPerson({
    displayName: 'Marta Novak',
    roles: [{ role: 'administrator', siteId: null }],
  });
  admin = await gateway.openSession(person.id);
  flow = new Workflow(gateway.database, gateway.clock);
}, 60_000);
afterAll(() => gateway.stop());

const change = (plant: Plant, body: object, client = admin) =>
  client.send<{ weakAlgorithms: object | null }>('PATCH', `/api/targets/${plant.targetId}`, body);

async function settingsOf({ targetId }: Plant): Promise<unknown> {
  const [row] = await gateway.database.query<{ settings: unknown }[]>(
    'SELECT settings FROM target WHERE id = $1',
    [targetId],
  );
  return row?.settings;
}

async function approvedGrant(plant: Plant) {
  const request = await flow.submit(plant);
  await flow.review(request, plant.approverIds[0]!);
  const [grant] = await flow.grantsOf(request.text.id);
  return { request, grant: grant! };
}

/** Would the grant connect: the permit hash as it was, against the rows as they are. */
async function stillHolds(grantId: GrantId): Promise<boolean> {
  const found = await new PostgresGrantStore(gateway.database.manager).findForConnect(grantId);
  return permitStillHolds(found!);
}

function hostKeyLine(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const head = Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1');
  return `ssh-ed25519 ${Buffer.concat([head, raw]).toString('base64')}`;
}

async function addJumpHost(plant: Plant, more: object = {}) {
  return admin.post<{ id: string; name: string }>('/api/jump-hosts', {
    siteId: plant.siteId,
    name: `hop ${newId('node').slice(-6)}`,
    address: '192.0.2.9',
    port: 22,
    account: 'jump',
    hostKey: hostKeyLine(),
    ...more,
  });
}

test('outdated encryption needs a reason, is audited with who allowed it, and is what the ssh plugin reads', async () => {
  const plant = await buildPlant(gateway.database);
  for (const weakAlgorithms of [true, {}, { reason: '' }, { reason: ' ' }, { reason: 'x', allowedBy: 'me' }])
    expect((await change(plant, { weakAlgorithms })).status).toBe(400);
  expect(await settingsOf(plant)).toEqual({});
  const answer = await change(plant, { weakAlgorithms: { reason: 'Firmware of 2009' } });
  const weak = { reason: 'Firmware of 2009', allowedBy: 'Marta Novak' };
  expect(answer.body.weakAlgorithms).toMatchObject(weak);
  expect(parseSshSettings(await settingsOf(plant)).weakAlgorithms).toMatchObject(weak);
  await change(plant, { weakAlgorithms: { reason: 'Firmware of 2009' }, port: 2022 });
  await change(plant, { weakAlgorithms: null });
  expect(await settingsOf(plant)).toEqual({});
  const allowed = await gateway.auditEntries('target.weak-algorithms-allowed');
  expect(allowed).toEqual([
    expect.objectContaining({ data: { handle: plant.handle, reason: 'Firmware of 2009' } }),
  ]);
  expect(await gateway.auditEntries('target.weak-algorithms-withdrawn')).toHaveLength(1);
});

test.each<[string, object, object]>([
  ['outdated encryption', { weakAlgorithms: { reason: 'Old' } }, { weakAlgorithms: null }],
  ['principals', { certificatePrincipals: ['line3'] }, { certificatePrincipals: [] }],
])(
  'GH-CHANGED: access approved before %s was set does not connect after, and does when it is taken back',
  async (_, set, back) => {
    const plant = await buildPlant(gateway.database);
    const { grant } = await approvedGrant(plant);
    expect(await stillHolds(grant.id)).toBe(true);
    await change(plant, set);
    expect(await stillHolds(grant.id)).toBe(false);
    await change(plant, back);
    expect(await stillHolds(grant.id)).toBe(true);
  },
);

test('a jump host is part of what is approved: put before a target, or changed, its grants connect no more', async () => {
  const plant = await buildPlant(gateway.database);
  const hop = (await addJumpHost(plant)).body;
  const { grant: before } = await approvedGrant(plant);
  expect((await change(plant, { jumpHostId: hop.id })).status).toBe(200);
  expect(await stillHolds(before.id)).toBe(false);
  const { request, grant } = await approvedGrant(plant);
  expect(request.text.targets[0]?.jumpHosts).toEqual([
    expect.objectContaining({ id: hop.id, name: hop.name, address: '192.0.2.9' }),
  ]);
  expect(await stillHolds(grant.id)).toBe(true);
  await admin.send('PATCH', `/api/jump-hosts/${hop.id}`, { port: 2222 });
  expect(await stillHolds(grant.id)).toBe(false);
});

test('a request that waits when the way is changed is told as changed', async () => {
  const plant = await buildPlant(gateway.database);
  const hop = (await addJumpHost(plant)).body;
  await change(plant, { jumpHostId: hop.id });
  const request = await flow.submit(plant);
  const viewer = await gateway.openSession(plant.approverIds[0]!);
  const seen = async () =>
    (
      await viewer.get<{ blockers: { code: string }[]; targets: { via: object[] }[] }>(
        `/api/access-requests/${request.text.id}`,
      )
    ).body;
  expect(await seen()).toMatchObject({ blockers: [], targets: [{ via: [{ name: hop.name }] }] });
  await admin.send('PATCH', `/api/jump-hosts/${hop.id}`, { account: 'other' });
  expect((await seen()).blockers.map(({ code }) => code)).toEqual(['target-changed']);
  const vendor = await gateway.openSession(plant.vendorUserId);
  const own = await vendor.get<{ targets: { via: object[] }[] }>(`/api/access-requests/${request.text.id}`);
  expect(own.body.targets[0]?.via).toEqual([]);
  expect(own.text).not.toContain(hop.name);
});

test('a target behind a jump host whose key nobody confirmed cannot be asked for', async () => {
  const plant = await buildPlant(gateway.database);
  const hop = (await addJumpHost(plant, { hostKey: undefined })).body;
  await change(plant, { jumpHostId: hop.id });
  await expect(flow.submit(plant)).rejects.toMatchObject({ code: 'denied-by-policy' });
  const scan = await admin.post(`/api/targets/${plant.targetId}/host-key/scan`);
  expect([
    scan.status,
    scan.text.includes(`Confirm the host key of the jump host ${hop.name} first`),
  ]).toEqual([409, true]);
});

test('jump hosts are of one site, five in a row are refused, and their way stays', async () => {
  const plant = await buildPlant(gateway.database);
  const other = await buildPlant(gateway.database);
  let last = (await addJumpHost(plant)).body.id;
  expect((await addJumpHost(other, { viaId: last })).status).toBe(400);
  expect((await change(other, { jumpHostId: last })).status).toBe(400);
  for (let count = 2; count <= 4; count += 1) last = (await addJumpHost(plant, { viaId: last })).body.id;
  expect((await addJumpHost(plant, { viaId: last })).status).toBe(400);
  expect((await admin.send('PATCH', `/api/jump-hosts/${last}`, { viaId: last })).status).toBe(400);
  await expect(
    gateway.database.query('UPDATE jump_host SET via_id = NULL WHERE id = $1', [last]),
  ).rejects.toMatchObject({ constraint: 'jump_host_way_fixed' });
  await change(plant, { jumpHostId: last });
  const request = await flow.submit(plant);
  expect(request.text.targets[0]?.jumpHosts).toHaveLength(4);
  const stranger = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: other.siteId }] });
  const client = await gateway.openSession(stranger.id);
  expect((await client.send('PATCH', `/api/jump-hosts/${last}`, { port: 1 })).status).toBe(404);
  expect((await client.post(`/api/jump-hosts/${last}/host-key/scan`)).status).toBe(404);
});

test('the certificate authority shows its public key to administrators only, the same after a restart', async () => {
  const read = () => admin.get<{ publicKey: string; fingerprint: string }>('/api/certificate-authority');
  const { body } = await read();
  expect(body.publicKey).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/=]+ gatehouse$/);
  const plant = await buildPlant(gateway.database);
  const approver = await gateway.openSession(plant.approverIds[0]!);
  expect((await approver.get('/api/certificate-authority')).status).toBe(403);
  const credential = { siteId: plant.siteId, name: 'Certificates', kind: 'ssh-certificate' };
  expect((await admin.post('/api/credentials', { ...credential, secret: 'x' })).status).toBe(400);
  expect((await admin.post('/api/credentials', credential)).status).toBe(201);
});

test('CSV brings in jump host, principals and the reason for outdated encryption', async () => {
  const plant = await buildPlant(gateway.database);
  const hop = (await addJumpHost(plant)).body;
  const [place] = await gateway.database.query<{ slug: string; tag: string }[]>(
    'SELECT s.slug, a.tag FROM site s JOIN asset a ON a.site_id = s.id WHERE a.id = $1',
    [plant.assetId],
  );
  const handle = `csv-${newId('node').slice(-8)}`;
  const csv = [
    'site,asset,handle,address,port,account,jump_host,weak_algorithms,certificate_principals',
    `${place!.slug},${place!.tag},${handle},192.0.2.30,22,service,${hop.name},Firmware of 2009,line3 service`,
    `${place!.slug},${place!.tag},${handle}-2,192.0.2.30,22,service,no such hop,,`,
  ].join('\n');
  const answer = await admin.send<{ created: number; errors: object[] }>(
    'POST',
    '/api/imports/targets',
    csv,
    {
      'content-type': 'text/csv; charset=utf-8',
    },
  );
  expect(answer.body).toMatchObject({ created: 1, errors: [{ row: 3, field: 'jump_host' }] });
  const { items } = (await admin.get<{ items: { handle: string }[] }>('/api/targets')).body;
  expect(items.find((target) => target.handle === handle)).toMatchObject({
    jumpHost: { name: hop.name },
    weakAlgorithms: { reason: 'Firmware of 2009', allowedBy: 'Marta Novak' },
    certificatePrincipals: ['line3', 'service'],
  });
});
