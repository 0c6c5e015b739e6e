import { scanTarget } from '@gatehouse/directory';
import type { HostKey } from '@gatehouse/directory';
import { permitStillHolds } from '@gatehouse/grant';
import { newId, nothingProven } from '@gatehouse/kernel';
import type { ChannelRight, PersonId, TargetId } from '@gatehouse/kernel';
import { PostgresGrantStore } from '@gatehouse/persistence';
import { parseRdpSettings, plainRdpSettings } from '@gatehouse/protocol-rdp';
import { addTarget, buildPlant, Workflow } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { Json, TestClient } from '../testing/test-client.js';
import { directoryOperations } from '../wiring/directory-operations.js';

let gateway: TestGateway;
let admin: TestClient;
let adminId: PersonId;
let flow: Workflow;

beforeAll(async () => {
  gateway = await TestGateway.start();
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  adminId = person.id;
  admin = await gateway.openSession(person.id);
  flow = new Workflow(gateway.database, gateway.clock);
}, 60_000);
afterAll(() => gateway.stop());

const target = (plant: Plant, more: object = {}) => ({
  assetId: plant.assetId,
  handle: `eng-${newId('node').slice(-8)}`,
  protocol: 'rdp',
  address: '192.0.2.60',
  port: 3389,
  account: 'operator',
  ...more,
});

const change = (id: string, body: object) => admin.send<Json>('PATCH', `/api/targets/${id}`, body);

async function settingsOf(id: string): Promise<unknown> {
  const [row] = await gateway.database.query<{ settings: unknown }[]>(
    'SELECT settings FROM target WHERE id = $1',
    [id],
  );
  return row?.settings;
}

/** What the administrator's press on "read its identity" does, with a machine that shows this. */
async function show(targetId: TargetId, shown: HostKey): Promise<void> {
  const { clock, context } = gateway;
  const deps = directoryOperations(gateway.database, clock, context.secretBox);
  const by = { personId: adminId, actor: { kind: 'system', name: 'test' }, sites: 'all' } as const;
  await scanTarget({ ...deps, scanner: { scan: () => Promise.resolve(shown) } }, by, targetId);
}

async function plantWithStation(): Promise<Plant & { stationId: TargetId }> {
  const plant = await buildPlant(gateway.database, {
    constraints: { rightsAllowed: ['shell', 'files-in', 'view', 'control', 'clipboard-in'] },
  });
  const { targetId } = await addTarget(gateway.database, { ...plant, protocol: 'rdp' });
  return { ...plant, stationId: targetId };
}

test('an RDP machine keeps its settings whole, and they are what the plugin reads', async () => {
  const plant = await buildPlant(gateway.database);
  const made = await admin.post<Json>(
    '/api/targets',
    target(plant, { rdp: { domain: 'PLANT', keyboardLayout: 0x0807 } }),
  );
  const whole = { ...plainRdpSettings, domain: 'PLANT', keyboardLayout: 0x0807 };
  expect([made.status, made.body.rdp, made.body.desktop]).toEqual([201, whole, null]);
  const id = String(made.body.id);
  await change(id, { rdp: { signIn: 'tls', width: 1600 } });
  expect(parseRdpSettings(await settingsOf(id))).toEqual({ ...whole, signIn: 'tls', width: 1600 });
  expect(await settingsOf(id)).toEqual({ ...whole, signIn: 'tls', width: 1600 });
});

test.each<[string, object, string]>([
  ['no account', { account: '' }, 'account'],
  ['outdated encryption', { weakAlgorithms: { reason: 'Old' } }, 'weakAlgorithms'],
  ['names in a certificate', { certificatePrincipals: ['line3'] }, 'certificatePrincipals'],
  ['how VNC is protected', { desktop: { protection: 'any' } }, 'protection'],
  ['another way to sign in', { rdp: { signIn: 'rdp' } }, 'rdp.signIn'],
  ['a keyboard nobody knows', { rdp: { keyboardLayout: 1 } }, 'rdp.keyboardLayout'],
  ['a screen that is too wide', { rdp: { width: 4097 } }, 'rdp.width'],
  ['a domain with a slash', { rdp: { domain: 'PLANT\\x' } }, 'rdp.domain'],
  ['what only RDP has, for VNC', { protocol: 'vnc', rdp: { domain: 'PLANT' } }, 'signIn'],
  ['an SSH key as its identity', { hostKey: 'ssh-ed25519 AAAA' }, 'hostKey'],
])('%s is refused by name', async (_, more, field) => {
  const plant = await buildPlant(gateway.database);
  const answer = await admin.post<Json>('/api/targets', target(plant, more));
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain(`"${field}"`);
});

test('a key is no credential of RDP, and no jump host leads there', async () => {
  const plant = await buildPlant(gateway.database);
  const key = await admin.post<Json>('/api/credentials', {
    ...{ siteId: plant.siteId, name: 'A certificate', kind: 'ssh-certificate' },
  });
  const withKey = await admin.post<Json>('/api/targets', target(plant, { credentialId: key.body.id }));
  expect([withKey.status, withKey.text.includes('RDP signs in with a password')]).toEqual([400, true]);
  const hop = await admin.post<Json>('/api/jump-hosts', {
    ...{ siteId: plant.siteId, name: 'DMZ', address: '192.0.2.1', port: 22, account: 'hop' },
  });
  const through = await admin.post<Json>('/api/targets', target(plant, { jumpHostId: hop.body.id }));
  expect([
    through.status,
    through.text.includes('A machine with RDP cannot be reached through a jump host'),
  ]).toEqual([400, true]);
});

test('that nothing proves an RDP machine is never accepted: not when read, not by an administrator, not by the database', async () => {
  const plant = await buildPlant(gateway.database);
  const id = String((await admin.post<Json>('/api/targets', target(plant))).body.id) as TargetId;
  const nothing: HostKey = { keyType: 'none', key: Buffer.alloc(0), fingerprint: nothingProven };
  await expect(show(id, nothing)).rejects.toMatchObject({ code: 'conflict' });
  const [row] = await gateway.database.query<{ id: string }[]>(
    `INSERT INTO observed_host_key (target_id, key, key_type, fingerprint, first_seen_at, last_seen_at)
     VALUES ($1, '', 'none', 'none', now(), now()) RETURNING id`,
    [id],
  );
  const path = `/api/host-keys/${row!.id}/confirm`;
  const answer = await admin.post<Json>(path, { acceptsNothingProven: true });
  expect([answer.status, answer.text.includes('a confirmed certificate only')]).toEqual([409, true]);
  await expect(
    gateway.database.query(
      `UPDATE target SET (pinned_host_key_type, pinned_host_key, pinned_fingerprint) = ('none', '', 'none') WHERE id = $1`,
      [id],
    ),
  ).rejects.toMatchObject({ constraint: 'target_rdp_pin_proves' });
  await expect(flow.submit(plant, { targetIds: [id], rights: ['view'] })).rejects.toMatchObject({
    details: expect.arrayContaining([expect.objectContaining({ code: 'identity-unproven' })]) as unknown,
  });
});

test.each<[string, object]>([
  ['how its account is signed in', { rdp: { signIn: 'tls' } }],
  ['its domain', { rdp: { domain: 'PLANT' } }],
  ['the size of its screen', { rdp: { width: 1024, height: 768 } }],
  ['its account', { account: 'administrator' }],
])(
  'GH-CHANGED: what was approved of an RDP machine does not connect after a change of %s',
  async (_, set) => {
    const plant = await plantWithStation();
    const request = await flow.submit(plant, { targetIds: [plant.stationId], rights: ['view', 'control'] });
    await flow.review(request, plant.approverIds[0]!);
    const [grant] = await flow.grantsOf(request.text.id);
    const grants = new PostgresGrantStore(gateway.database.manager);
    const holds = async () => permitStillHolds((await grants.findForConnect(grant!.id))!);
    expect(await holds()).toBe(true);
    expect((await change(plant.stationId, set)).status).toBe(200);
    expect(await holds()).toBe(false);
  },
);

test.each<[string, ChannelRight[], string]>([
  ['a shell', ['view', 'shell'], 'right-without-machine'],
  ['files, and so drives', ['view', 'files-in'], 'right-without-machine'],
  ['control of what is not shown', ['control'], 'view-missing'],
])('%s cannot be asked for on an RDP machine', async (_, rights, code) => {
  const plant = await plantWithStation();
  await expect(flow.submit(plant, { targetIds: [plant.stationId], rights })).rejects.toMatchObject({
    details: expect.arrayContaining([expect.objectContaining({ code })]) as unknown,
  });
});

test('CSV brings in RDP machines; a row that is wrong is named by its column', async () => {
  const plant = await buildPlant(gateway.database);
  const [place] = await gateway.database.query<{ slug: string; tag: string }[]>(
    'SELECT s.slug, a.tag FROM site s JOIN asset a ON a.site_id = s.id WHERE a.id = $1',
    [plant.assetId],
  );
  const mark = newId('node').slice(-8);
  const at = `${place!.slug},${place!.tag}`;
  const csv = [
    'site,asset,handle,protocol,address,port,account,frames_per_second,sign_in,domain,keyboard_layout,colour_depth,width,height,protection',
    `${at},a-${mark},RDP,192.0.2.70,,operator,,,,,,,,`,
    `${at},b-${mark},rdp,192.0.2.71,3390,operator,30,TLS,PLANT,de-ch,16,1024,768,`,
    `${at},c-${mark},rdp,192.0.2.72,,operator,,,,dvorak,,,,`,
    `${at},d-${mark},rdp,192.0.2.73,,operator,,,,,24,,,`,
    `${at},e-${mark},rdp,192.0.2.74,,,,,,,,,,`,
    `${at},f-${mark},rdp,192.0.2.75,,operator,,,,,,,,any`,
    `${at},g-${mark},ssh,192.0.2.76,,service,,nla,,,,,,`,
  ].join('\n');
  const answer = await admin.send<{ created: number; errors: { row: number; field?: string }[] }>(
    'POST',
    '/api/imports/targets',
    csv,
    { 'content-type': 'text/csv; charset=utf-8' },
  );
  expect(answer.body.errors.map(({ row, field }) => [row, field])).toEqual([
    [4, 'keyboard_layout'],
    [5, 'colour_depth'],
    [6, 'account'],
    [7, 'protection'],
    [8, 'signIn'],
  ]);
  expect(answer.body.created).toBe(2);
  const { items } = (await admin.get<{ items: Json[] }>('/api/targets')).body;
  const made = items.filter(({ handle }) => String(handle).endsWith(mark));
  expect(made.map(({ port, rdp }) => [port, rdp])).toEqual([
    [3389, plainRdpSettings],
    [
      3390,
      {
        ...{ signIn: 'tls', domain: 'PLANT', keyboardLayout: 0x0807, colourDepth: 16 },
        ...{ width: 1024, height: 768, framesPerSecond: 30 },
      },
    ],
  ]);
});
