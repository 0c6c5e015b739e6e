import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanTarget } from '@gatehouse/directory';
import type { HostKey } from '@gatehouse/directory';
import { permitStillHolds } from '@gatehouse/grant';
import { newId, nothingProven } from '@gatehouse/kernel';
import type { ChannelRight, GrantId, PersonId, TargetId } from '@gatehouse/kernel';
import { PostgresGrantStore } from '@gatehouse/persistence';
import { parseVncSettings } from '@gatehouse/protocol-vnc';
import { addTarget, buildPlant, Workflow } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { loadLocalCertificate } from '../keys/local-certificate.js';
import { TestGateway } from '../testing/test-gateway.js';
import type { Json, TestClient } from '../testing/test-client.js';
import { directoryOperations } from '../wiring/directory-operations.js';

const everyRight: ChannelRight[] = ['view', 'control', 'clipboard-in', 'clipboard-out', 'ctrl-alt-del'];

let gateway: TestGateway;
let admin: TestClient;
let adminId: PersonId;
let flow: Workflow;

beforeAll(async () => {
  gateway = await TestGateway.start();
  const person = await gateway.addPerson({
    displayName: 'Marta Novak',
    roles: [{ role: 'administrator', siteId: null }],
  });
  adminId = person.id;
  admin = await gateway.openSession(person.id);
  flow = new Workflow(gateway.database, gateway.clock);
}, 60_000);
afterAll(() => gateway.stop());

/** A plant whose policy allows every right, with an SSH controller and a panel that a firm may ask for. */
async function plantWithPanel(): Promise<Plant & { panelId: TargetId; panel: string }> {
  const plant = await buildPlant(gateway.database, {
    constraints: { rightsAllowed: ['shell', 'exec', 'view', 'control', 'clipboard-in', 'ctrl-alt-del'] },
  });
  const { targetId, handle } = await addTarget(gateway.database, { ...plant, protocol: 'vnc' });
  return { ...plant, panelId: targetId, panel: handle };
}

const target = (plant: Plant, more: object = {}) => ({
  assetId: plant.assetId,
  handle: `hmi-${newId('node').slice(-8)}`,
  protocol: 'vnc',
  address: '192.0.2.40',
  port: 5900,
  account: '',
  ...more,
});

const change = (id: string, body: object) => admin.send<Json>('PATCH', `/api/targets/${id}`, body);

async function rowOf(id: string): Promise<{ settings: unknown; pinned_fingerprint: string | null }> {
  const [row] = await gateway.database.query<{ settings: unknown; pinned_fingerprint: string | null }[]>(
    'SELECT settings, pinned_fingerprint FROM target WHERE id = $1',
    [id],
  );
  return row!;
}

const nothing: HostKey = { keyType: 'none', key: Buffer.alloc(0), fingerprint: nothingProven };

/** What the administrator's press on "read its identity" does, with a machine that shows this. */
async function show(targetId: TargetId, shown: HostKey): Promise<void> {
  const { clock, context } = gateway;
  const deps = directoryOperations(gateway.database, clock, context.secretBox);
  const by = { personId: adminId, actor: { kind: 'system', name: 'test' }, sites: 'all' } as const;
  await scanTarget({ ...deps, scanner: { scan: () => Promise.resolve(shown) } }, by, targetId);
}

async function waitingOf(targetId: string): Promise<Json[]> {
  const { items } = (
    await admin.get<{ items: (Json & { target: { id: string } | null })[] }>('/api/host-keys?state=waiting')
  ).body;
  return items.filter((item) => item.target?.id === targetId);
}

async function approvedGrant(plant: Plant & { panelId: TargetId }) {
  const request = await flow.submit(plant, { targetIds: [plant.panelId], rights: ['view', 'control'] });
  await flow.review(request, plant.approverIds[0]!);
  const [grant] = await flow.grantsOf(request.text.id);
  return grant!;
}

/** Would the grant connect: the permit hash as it was, against the rows as they are. */
async function stillHolds(grantId: GrantId): Promise<boolean> {
  return permitStillHolds((await new PostgresGrantStore(gateway.database.manager).findForConnect(grantId))!);
}

/** As PEM, the machine's own without those that signed it. */
async function certificateOfPanel(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'panel-'));
  try {
    const { certFile } = await loadLocalCertificate(directory, 'panel.example.com', gateway.clock.now());
    const [own = ''] = (await readFile(certFile, 'utf8')).split(/(?<=-----END CERTIFICATE-----)/);
    return own;
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('a VNC machine needs no account, keeps its settings whole, and they are what the plugin reads', async () => {
  const plant = await buildPlant(gateway.database);
  const made = await admin.post<Json>('/api/targets', target(plant));
  expect([made.status, made.body.account, made.body.desktop]).toEqual([
    201,
    '',
    { protection: 'any', framesPerSecond: 15, viewOnlyCredentialId: null },
  ]);
  const id = String(made.body.id);
  await change(id, { desktop: { framesPerSecond: 5 } });
  expect((await rowOf(id)).settings).toEqual({ protection: 'any', framesPerSecond: 5 });
  expect(parseVncSettings((await rowOf(id)).settings)).toEqual({ protection: 'any', framesPerSecond: 5 });
  await expect(flow.submit(plant, { targetIds: [id as TargetId], rights: ['view'] })).rejects.toMatchObject({
    code: 'denied-by-policy',
    details: expect.arrayContaining([expect.objectContaining({ code: 'identity-unproven' })]),
  });
});

test('a password for looking only is one of the site, is kept with the machine, and goes again', async () => {
  const [plant, elsewhere] = [await buildPlant(gateway.database), await buildPlant(gateway.database)];
  const make = async (siteId: string, kind: object) => {
    const made = await admin.post<Json>('/api/credentials', { siteId, name: newId('node'), ...kind });
    return String(made.body.id);
  };
  const password = { kind: 'password', secret: 'anschaun' };
  const [looking, foreign] = [await make(plant.siteId, password), await make(elsewhere.siteId, password)];
  const key = await make(plant.siteId, { kind: 'ssh-certificate' });
  const made = await admin.post<Json>(
    '/api/targets',
    target(plant, { desktop: { viewOnlyCredentialId: looking } }),
  );
  const id = String(made.body.id);
  expect(made.body.desktop).toEqual({
    ...{ protection: 'any', framesPerSecond: 15 },
    viewOnlyCredentialId: looking,
  });
  expect(parseVncSettings((await rowOf(id)).settings)).toMatchObject({ viewOnlyCredentialId: looking });
  for (const wrong of [foreign, key, plant.siteId]) {
    const answer = await change(id, { desktop: { viewOnlyCredentialId: wrong } });
    expect([answer.status, answer.text.includes('viewOnlyCredentialId')]).toEqual([400, true]);
  }
  await change(id, { desktop: { viewOnlyCredentialId: null } });
  expect((await rowOf(id)).settings).toEqual({ protection: 'any', framesPerSecond: 15 });
});

test.each<[string, object, string]>([
  ['an account left out for SSH', { protocol: 'ssh', port: 22 }, 'account'],
  ['outdated encryption', { weakAlgorithms: { reason: 'Old' } }, 'weakAlgorithms'],
  ['names in a certificate', { certificatePrincipals: ['line3'] }, 'certificatePrincipals'],
  ['a screen for SSH', { protocol: 'ssh', account: 'x', desktop: { protection: 'any' } }, 'protection'],
  ['no picture at all', { desktop: { framesPerSecond: 0 } }, 'desktop'],
  ['more pictures than 60', { desktop: { framesPerSecond: 61 } }, 'desktop'],
  ['half a picture', { desktop: { framesPerSecond: 1.5 } }, 'desktop'],
  ['a protection nobody knows', { desktop: { protection: 'none' } }, 'desktop'],
  ['a setting nobody knows', { desktop: { viewOnly: true } }, 'desktop'],
  ['an SSH key as its certificate', { hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5' }, 'hostKey'],
  ['bytes that are no certificate', { hostKey: `x509 ${'QUJD'.repeat(40)}` }, 'hostKey'],
])('AZ-04 what does not fit the protocol is refused with its field: %s', async (_, more, field) => {
  const plant = await buildPlant(gateway.database);
  const answer = await admin.post<{ errors: { field: string }[] }>('/api/targets', target(plant, more));
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error) => error.field.split('.')[0])).toEqual([field]);
});

test('a VNC machine is reached directly and signed in to with a password, and the database says so too', async () => {
  const plant = await buildPlant(gateway.database);
  const hop = await admin.post<Json>('/api/jump-hosts', {
    siteId: plant.siteId,
    name: 'hop',
    address: '192.0.2.9',
    port: 22,
    account: 'jump',
  });
  const key = await admin.post<Json>('/api/credentials', {
    siteId: plant.siteId,
    name: 'Certificates',
    kind: 'ssh-certificate',
  });
  const password = await admin.post<Json>('/api/credentials', {
    siteId: plant.siteId,
    name: 'Panel',
    kind: 'password',
    secret: 'panel',
  });
  const fieldOf = async (more: object): Promise<unknown> => {
    const answer = await admin.post<{ errors: { field: string }[] }>('/api/targets', target(plant, more));
    return [answer.status, answer.body.errors?.[0]?.field];
  };
  expect(await fieldOf({ jumpHostId: hop.body.id })).toEqual([400, 'jumpHostId']);
  expect(await fieldOf({ credentialId: key.body.id })).toEqual([400, 'credentialId']);
  expect(await fieldOf({ credentialId: password.body.id })).toEqual([201, undefined]);
  await expect(
    gateway.database.query(`UPDATE target SET jump_host_id = $2 WHERE asset_id = $1 AND protocol = 'vnc'`, [
      plant.assetId,
      hop.body.id,
    ]),
  ).rejects.toMatchObject({ constraint: 'target_jump_host_of_ssh' });
});

test('that nothing proves a machine is confirmed by saying so, and is no fingerprint anywhere', async () => {
  const plant = await buildPlant(gateway.database);
  const id = String((await admin.post<Json>('/api/targets', target(plant))).body.id) as TargetId;
  await show(id, nothing);
  const [waiting] = await waitingOf(id);
  expect(waiting).toMatchObject({ keyType: 'none', fingerprint: null, certificate: null });
  const confirm = (body: object) => admin.post(`/api/host-keys/${String(waiting!.id)}/confirm`, body);
  expect((await confirm({ fingerprint: 'SHA256:none-at-all' })).status).toBe(400);
  expect((await confirm({ acceptsNothingProven: false })).status).toBe(400);
  expect((await rowOf(id)).pinned_fingerprint).toBeNull();
  expect((await confirm({ acceptsNothingProven: true })).status).toBe(204);
  expect((await confirm({ acceptsNothingProven: true })).status).toBe(409);
  const { items } = (await admin.get<{ items: Json[] }>('/api/targets')).body;
  expect(items.find((item) => item.id === id)?.hostKey).toMatchObject({
    keyType: 'none',
    fingerprint: null,
  });
  const [entry] = await gateway.auditEntries('host-key.confirmed').then((all) => all.slice(-1));
  expect(entry).toMatchObject({ data: { keyType: 'none', fingerprint: 'none' } });
  // Confirmed, so nothing but the policy of this plant stands against a request.
  await expect(flow.submit(plant, { targetIds: [id], rights: ['view'] })).rejects.toMatchObject({
    details: [{ code: 'right-not-allowed' }],
  });
});

test.each<[string, object]>([
  ['another address', { address: '192.0.2.41' }],
  ['another port', { port: 5901 }],
  ['a certificate asked for', { desktop: { protection: 'certificate' } }],
])(
  'an accepted lack of proof ends with %s, and can be accepted anew only where none is asked for',
  async (_, body) => {
    const { panelId } = await plantWithPanel();
    expect((await change(panelId, body)).body.hostKey).toBeNull();
    expect((await rowOf(panelId)).pinned_fingerprint).toBeNull();
    if ('desktop' in body) {
      await expect(show(panelId, nothing)).rejects.toMatchObject({ code: 'conflict' });
      expect(await waitingOf(panelId)).toEqual([]);
      return;
    }
    for (const answer of ['reject', 'confirm'] as const) {
      await show(panelId, nothing);
      const [waiting] = await waitingOf(panelId);
      const path = `/api/host-keys/${String(waiting!.id)}/${answer}`;
      const sent = answer === 'confirm' ? { acceptsNothingProven: true } : {};
      expect([answer, (await admin.post(path, sent)).status]).toEqual([answer, 204]);
    }
    expect((await rowOf(panelId)).pinned_fingerprint).toBe('none');
  },
);

test('what waits as unprovable is refused once the machine is set to show a certificate, by the database too', async () => {
  const plant = await buildPlant(gateway.database);
  const id = String((await admin.post<Json>('/api/targets', target(plant))).body.id) as TargetId;
  await show(id, nothing);
  const [waiting] = await waitingOf(id);
  await change(id, { desktop: { protection: 'certificate' } });
  const path = `/api/host-keys/${String(waiting!.id)}/confirm`;
  expect((await admin.post(path, { acceptsNothingProven: true })).status).toBe(409);
  expect(await waitingOf(id)).toHaveLength(1);
  const pin = (values: string) =>
    gateway.database.query(
      `UPDATE target SET (pinned_host_key_type, pinned_host_key, pinned_fingerprint) = (${values}) WHERE id = $1`,
      [id],
    );
  await expect(pin(`'none', '', 'none'`)).rejects.toMatchObject({
    constraint: 'target_pin_where_certificate_asked',
  });
  await change(id, { desktop: { protection: 'any' } });
  await expect(pin(`'none', 'x', 'none'`)).rejects.toMatchObject({ constraint: 'target_pin_none_is_empty' });
  await expect(pin(`'x509', '', 'SHA256:x'`)).rejects.toMatchObject({
    constraint: 'target_pin_none_is_empty',
  });
  await expect(pin(`'ssh-ed25519', 'x', 'SHA256:x'`)).rejects.toMatchObject({
    constraint: 'target_pin_of_protocol',
  });
});

test('a certificate waits with what it says of itself, and is pinned by its fingerprint alone', async () => {
  const plant = await buildPlant(gateway.database);
  const id = String((await admin.post<Json>('/api/targets', target(plant))).body.id) as TargetId;
  const certificate = await certificateOfPanel();
  const der = new X509Certificate(certificate).raw;
  const direct = await admin.post<Json>('/api/targets', target(plant, { hostKey: certificate }));
  expect(direct.body.hostKey).toMatchObject({ keyType: 'x509' });
  const { fingerprint } = direct.body.hostKey as { fingerprint: string };
  await show(id, { keyType: 'x509', key: der, fingerprint });
  const [waiting] = await waitingOf(id);
  expect(waiting).toMatchObject({
    keyType: 'x509',
    fingerprint,
    certificate: {
      subject: expect.stringContaining('CN='),
      validUntil: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  });
  const confirm = (body: object) => admin.post(`/api/host-keys/${String(waiting!.id)}/confirm`, body);
  expect((await confirm({ acceptsNothingProven: true })).status).toBe(400);
  expect((await confirm({ fingerprint: fingerprint.replace('SHA256:', 'SHA256:A') })).status).toBe(400);
  expect((await confirm({ fingerprint })).status).toBe(204);
  expect((await change(id, { desktop: { protection: 'certificate' } })).body.hostKey).not.toBeNull();
});

test.each<[string, object, object]>([
  ['how its way is protected', { desktop: { protection: 'certificate' } }, {}],
  ['how many pictures it gives', { desktop: { framesPerSecond: 30 } }, { desktop: { framesPerSecond: 15 } }],
  ['its address', { address: '192.0.2.41' }, {}],
  ['its account', { account: 'operator' }, { account: '' }],
])(
  'GH-CHANGED: what was approved of a screen does not connect after a change of %s',
  async (_, set, back) => {
    const plant = await plantWithPanel();
    const grant = await approvedGrant(plant);
    expect(await stillHolds(grant.id)).toBe(true);
    await change(plant.panelId, set);
    expect(await stillHolds(grant.id)).toBe(false);
    if (Object.keys(back).length === 0) return;
    await change(plant.panelId, back);
    expect(await stillHolds(grant.id)).toBe(true);
  },
);

test('GH-CHANGED: access approved for a machine that proves nothing is none for one with a certificate, and back', async () => {
  const plant = await plantWithPanel();
  const grant = await approvedGrant(plant);
  await gateway.database.query(
    `UPDATE target SET pinned_host_key = 'x', pinned_host_key_type = 'x509', pinned_fingerprint = 'SHA256:x' WHERE id = $1`,
    [plant.panelId],
  );
  expect(await stillHolds(grant.id)).toBe(false);
  const proven = await approvedGrant(plant);
  expect(await stillHolds(proven.id)).toBe(true);
  await gateway.database.query(
    `UPDATE target SET pinned_host_key = '', pinned_host_key_type = 'none', pinned_fingerprint = 'none' WHERE id = $1`,
    [plant.panelId],
  );
  expect(await stillHolds(proven.id)).toBe(false);
});

test('PR-05 who asks and who decides read that nothing proves the machine', async () => {
  const plant = await plantWithPanel();
  const vendor = await gateway.openSession(plant.vendorUserId);
  const list = (await vendor.get<{ items: Json[] }>('/api/entitled-targets')).body.items;
  expect(Object.fromEntries(list.map(({ id, identity }) => [id, identity]))).toEqual({
    [plant.targetId]: 'pinned',
    [plant.panelId]: 'unprovable',
  });
  const request = await flow.submit(plant, { targetIds: [plant.panelId], rights: ['view'] });
  const approver = await gateway.openSession(plant.approverIds[0]!);
  for (const client of [vendor, approver])
    expect((await client.get(`/api/access-requests/${request.text.id}`)).body).toMatchObject({
      blockers: [],
      targets: [{ identity: 'unprovable', fingerprint: null, protocol: 'vnc' }],
    });
});

test.each<[string, 'controller' | 'panel' | 'both', ChannelRight[], string]>([
  ['a shell on a screen', 'panel', ['view', 'shell'], 'right-without-machine'],
  ['a screen on a controller', 'controller', ['shell', 'view'], 'right-without-machine'],
  ['control of a screen that is not shown', 'panel', ['control'], 'view-missing'],
  ['nothing for one of two', 'both', ['view', 'control'], 'machine-without-right'],
  ['what no policy allows', 'panel', ['view', 'clipboard-out'], 'right-not-allowed'],
])('rights are held to what a machine has: %s is refused', async (_, which, rights, code) => {
  const plant = await plantWithPanel();
  const targetIds = {
    controller: [plant.targetId],
    panel: [plant.panelId],
    both: [plant.targetId, plant.panelId],
  };
  const vendor = await gateway.openSession(plant.vendorUserId);
  const { opensAt, closesAt } = flow.window(0, 60);
  const body = {
    targetIds: targetIds[which],
    purpose: 'Adjust',
    plannedChange: false,
    rights,
    window: { opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString() },
  };
  const dryRun = await vendor.post<{ decision: Json }>('/api/access-requests/dry-run', body);
  expect(dryRun.body.decision).toMatchObject({ outcome: 'deny', reasons: [{ code, field: 'rights' }] });
  const sent = await vendor.post<{ code: string }>('/api/access-requests', body);
  expect([sent.status, sent.body.code]).toEqual([403, 'denied-by-policy']);
});

test('of one request for a controller and a panel each grant holds the rights that mean something on it', async () => {
  const plant = await plantWithPanel();
  const request = await flow.submit(plant, {
    targetIds: [plant.targetId, plant.panelId],
    rights: ['shell', 'view', 'control', 'ctrl-alt-del'],
  });
  await flow.review(request, plant.approverIds[0]!, { rights: ['shell', 'view', 'control'] });
  const grants = await flow.grantsOf(request.text.id);
  expect(Object.fromEntries(grants.map(({ targetId, rights }) => [targetId, rights]))).toEqual({
    [plant.targetId]: ['shell'],
    [plant.panelId]: ['view', 'control'],
  });
  for (const { id } of grants) expect(await stillHolds(id)).toBe(true);
});

test('less is given right by right, as long as something is left of each machine', async () => {
  const plant = await plantWithPanel();
  const rights: ChannelRight[] = ['shell', 'view', 'control'];
  const request = await flow.submit(plant, { targetIds: [plant.targetId, plant.panelId], rights });
  const [approver] = plant.approverIds;
  for (const [given, code] of [
    [['shell', 'control'], 'denied-by-policy'],
    [['view', 'control'], 'denied-by-policy'],
    [['shell', 'view', 'ctrl-alt-del'], 'invalid-input'],
  ] as const)
    await expect(flow.review(request, approver!, { rights: given })).rejects.toMatchObject({ code });
  await flow.review(request, approver!, { rights: ['shell', 'view'] });
  expect(await flow.stateOf(request.text.id)).toBe('approved');
});

test('two who leave nothing of a machine in common cannot approve it away', async () => {
  const plant = await buildPlant(gateway.database, {
    constraints: {
      rightsAllowed: ['shell', 'exec', ...everyRight] as never,
      reviewersNeeded: [{ role: 'approver', count: 2 }],
    },
  });
  const { targetId: panelId } = await addTarget(gateway.database, { ...plant, protocol: 'vnc' });
  const [first, second] = plant.approverIds;
  const request = await flow.submit(plant, {
    targetIds: [plant.targetId, panelId],
    rights: ['shell', 'exec', 'view', 'control'],
  });
  await flow.review(request, first!, { rights: ['shell', 'view'] });
  await expect(flow.review(request, second!, { rights: ['exec', 'view', 'control'] })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  await flow.review(request, second!, { rights: ['shell', 'exec', 'view'] });
  const grants = await flow.grantsOf(request.text.id);
  expect(grants.map((grant) => grant.rights.join()).sort()).toEqual(['shell', 'view']);
});

test('CSV brings in machines with a screen; a row that is wrong is named by its column', async () => {
  const plant = await buildPlant(gateway.database);
  const [place] = await gateway.database.query<{ slug: string; tag: string }[]>(
    'SELECT s.slug, a.tag FROM site s JOIN asset a ON a.site_id = s.id WHERE a.id = $1',
    [plant.assetId],
  );
  const mark = newId('node').slice(-8);
  const at = `${place!.slug},${place!.tag}`;
  const csv = [
    'site,asset,handle,protocol,address,port,account,protection,frames_per_second,jump_host,weak_algorithms',
    `${at},a-${mark},VNC,192.0.2.50,,,,,,`,
    `${at},b-${mark},vnc,192.0.2.51,5901,operator,certificate,30,,`,
    `${at},c-${mark},vnc,192.0.2.52,,,tls,,,`,
    `${at},d-${mark},vnc,192.0.2.53,,,,90,,`,
    `${at},e-${mark},vnc,192.0.2.54,,,,,,Old firmware`,
    `${at},f-${mark},ssh,192.0.2.55,,,,,,`,
    `${at},g-${mark},ssh,192.0.2.56,,service,any,,,`,
    `${at},h-${mark},ssh,192.0.2.57,,service,,,,`,
  ].join('\n');
  const answer = await admin.send<{ created: number; errors: { row: number; field?: string }[] }>(
    'POST',
    '/api/imports/targets',
    csv,
    { 'content-type': 'text/csv; charset=utf-8' },
  );
  expect(answer.body.created).toBe(3);
  expect(answer.body.errors.map(({ row, field }) => [row, field])).toEqual([
    [4, 'protection'],
    [5, 'frames_per_second'],
    [6, 'weakAlgorithms'],
    [7, 'account'],
    [8, 'protection'],
  ]);
  const { items } = (await admin.get<{ items: Json[] }>('/api/targets')).body;
  const made = items.filter(({ handle }) => String(handle).endsWith(mark));
  expect(
    made.map(({ handle, port, account, desktop }) => [String(handle)[0], port, account, desktop]),
  ).toEqual([
    ['a', 5900, '', { protection: 'any', framesPerSecond: 15, viewOnlyCredentialId: null }],
    ['b', 5901, 'operator', { protection: 'certificate', framesPerSecond: 30, viewOnlyCredentialId: null }],
    ['h', 22, 'service', null],
  ]);
});
