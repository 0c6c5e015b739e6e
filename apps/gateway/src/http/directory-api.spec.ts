import { createHash, generateKeyPairSync } from 'node:crypto';
import { newId } from '@gatehouse/kernel';
import ssh2 from 'ssh2';
import type { AddressInfo } from 'node:net';
import { addTarget, buildPlant, Workflow } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { Json, TestClient } from '../testing/test-client.js';

let gateway: TestGateway;
let admin: TestClient;

beforeAll(async () => {
  gateway = await TestGateway.start();
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  admin = await gateway.openSession(person.id);
}, 60_000);
afterAll(() => gateway.stop());

const importCsv = (kind: string, csv: string, client = admin) =>
  client.send<{ created: number; errors: { row: number; field?: string; message: string }[] }>(
    'POST',
    `/api/imports/${kind}`,
    csv,
    { 'content-type': 'text/csv; charset=utf-8' },
  );

test('a whole plant comes in by CSV, kind by kind', async () => {
  await gateway.addPerson({ login: 'sponsor', roles: [{ role: 'approver', siteId: null }] });
  const steps: [string, string, number][] = [
    [
      'sites',
      'name,slug,time_zone,control_room_phone\nPlant Nord,nord,Europe/Berlin,+49 30 1234\n"Plant ""Süd""",sued,Europe/Vienna,\n',
      2,
    ],
    ['zones', 'site,name,purdue_level\nnord,Line 3,2\nnord,DMZ,"3,5"\nsued,Line 1,\n', 3],
    [
      'assets',
      '\ufeffsite;zone;tag;name;location;criticality\r\nnord;Line 3;L3-PAL01;Palletizer;Hall 2;High\r\n',
      1,
    ],
    ['targets', 'site,asset,handle,address,port,account\nnord,L3-PAL01,pal01,192.0.2.20,22,service\n', 1],
    ['vendor-organisations', 'name,contract_ends_at\nACME Robotics,2027-12-31\n', 1],
    [
      'people',
      'login,display_name,email,organisation,sponsor,roles\nm.weiss,Mara Weiss,mara@example.com,,,approver@nord\njana,Jana Kovac,jana@example.com,ACME Robotics,Sponsor,vendor-user@nord\n',
      2,
    ],
  ];
  for (const [kind, csv, created] of steps) {
    const answer = await importCsv(kind, csv);
    expect([kind, answer.body]).toEqual([kind, { created, errors: [] }]);
  }
  const { items } = (await admin.get<{ items: Json[] }>('/api/sites')).body;
  expect(items.map((site) => site.name)).toEqual(expect.arrayContaining(['Plant Nord', 'Plant "Süd"']));
});

test('each wrong row is named by number and field, and the right ones beside it are saved', async () => {
  const mark = newId('node').slice(-8);
  const answer = await importCsv(
    'sites',
    [
      'name,slug,time_zone',
      `Good,good-${mark},Europe/Berlin`,
      `Bad zone,zone-${mark},Mars/Olympus`,
      `Offset,offset-${mark},+02:00`,
      `Bad slug,Bad Slug,UTC`,
      `,no-name-${mark},UTC`,
      `Twice,good-${mark},UTC`,
      '',
      `Also good,also-${mark},UTC`,
    ].join('\n'),
  );
  expect(answer.body.created).toBe(2);
  expect(answer.body.errors.map(({ row, field }) => [row, field])).toEqual([
    [3, 'timeZone'],
    [4, 'timeZone'],
    [5, 'slug'],
    [6, 'name'],
    [7, 'slug'],
  ]);
});

test.each([
  ['no columns that are known', 'a,b\n1,2\n', 400],
  ['a missing column', 'name\nX\n', 400],
  ['nothing', '', 400],
  ['an open quote', 'name,slug,time_zone\n"x,y,UTC\n', 400],
  ['more than 5 MiB', `name,slug,time_zone\n${'x'.repeat(6 * 1024 * 1024)}`, 413],
])('an import with %s is refused as a whole', async (_, csv, status) => {
  expect((await importCsv('sites', csv)).status).toBe(status);
});

test('an import of an unknown kind does not exist, and JSON is no table', async () => {
  expect((await importCsv('secrets', 'a\n1\n')).status).toBe(404);
  expect((await admin.post('/api/imports/sites', { name: 'x' })).status).toBe(415);
});

test('an administrator of one site imports into that site only', async () => {
  const mine = await buildPlant(gateway.database);
  const theirs = await buildPlant(gateway.database);
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: mine.siteId }] });
  const client = await gateway.openSession(person.id);
  const slugOf = async (id: string): Promise<string> =>
    (await gateway.database.query<{ slug: string }[]>('SELECT slug FROM site WHERE id = $1', [id]))[0]!.slug;
  const csv = `site,name\n${await slugOf(mine.siteId)},Zone A\n${await slugOf(theirs.siteId)},Zone B\n`;
  expect((await importCsv('zones', csv, client)).body).toEqual({
    created: 1,
    errors: [{ row: 3, field: 'site', message: expect.any(String) }],
  });
});

test('names that are taken are a conflict that names the field', async () => {
  const plant = await buildPlant(gateway.database);
  const zone = { siteId: plant.siteId, name: 'Line 3' };
  const answer = await admin.post<{ code: string; errors: { field: string }[] }>('/api/zones', zone);
  expect([answer.status, answer.body.code, answer.body.errors[0]?.field]).toEqual([409, 'conflict', 'name']);
});

test('an asset cannot stand in a zone of another site, nor a target use a credential of another', async () => {
  const mine = await buildPlant(gateway.database);
  const theirs = await buildPlant(gateway.database);
  const asset = await admin.post('/api/assets', {
    siteId: mine.siteId,
    zoneId: theirs.zoneId,
    tag: 'X1',
    name: 'X',
    criticality: 'low',
  });
  expect(asset.status).toBe(400);
  const credential = await admin.post('/api/credentials', {
    siteId: theirs.siteId,
    name: 'c',
    kind: 'password',
    secret: 's',
  });
  const change = await admin.send('PATCH', `/api/targets/${mine.targetId}`, {
    credentialId: credential.body.id,
  });
  expect(change.status).toBe(400);
});

test.each([
  ['nothing like a key', 'hello'],
  ['a type that is not taken', 'ssh-dss AAAAB3NzaC1kc3MAAACBAP'],
  ['bytes of another type', `ssh-ed25519 ${Buffer.from('\0\0\0\x07ssh-rsa').toString('base64')}`],
  ['a truncated key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5'],
])('a host key line with %s is refused', async (_, hostKey) => {
  const plant = await buildPlant(gateway.database);
  const answer = await admin.post('/api/targets', {
    assetId: plant.assetId,
    handle: `t-${newId('node').slice(-8)}`,
    protocol: 'ssh',
    address: '192.0.2.1',
    port: 22,
    account: 'x',
    hostKey,
  });
  expect(answer.status).toBe(400);
});

test('a scanned host key waits, is pinned only with its own fingerprint, and a rejected one stays rejected', async () => {
  const plant = await buildPlant(gateway.database);
  const { targetId } = await addTarget(gateway.database, plant);
  const hostKey = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => client.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await admin.send('PATCH', `/api/targets/${targetId}`, { address: '127.0.0.1', port });
    const scan = await admin.post<{ fingerprint: string; keyType: string }>(
      `/api/targets/${targetId}/host-key/scan`,
    );
    expect([scan.status, scan.body.keyType]).toEqual([200, 'ssh-rsa']);
    const mine = async (): Promise<Json[]> =>
      (
        await admin.get<{ items: (Json & { target: { id: string } })[] }>('/api/host-keys?state=waiting')
      ).body.items.filter((item) => item.target.id === targetId);
    const [waiting] = await mine();
    expect(waiting).toMatchObject({ state: 'waiting', fingerprint: scan.body.fingerprint });
    const pinnedNow = async (): Promise<unknown> =>
      (
        await gateway.database.query<{ pinned_fingerprint: string }[]>(
          'SELECT pinned_fingerprint FROM target WHERE id = $1',
          [targetId],
        )
      )[0]!.pinned_fingerprint;
    const before = await pinnedNow();
    const other = `SHA256:${createHash('sha256').update('x').digest('base64').replace(/=+$/, '')}`;
    const path = `/api/host-keys/${String(waiting!.id)}`;
    expect((await admin.post(`${path}/confirm`, { fingerprint: other })).status).toBe(400);
    expect(await pinnedNow()).toBe(before);
    const typed = scan.body.fingerprint.replace('SHA256:', '');
    const both = await Promise.all([
      admin.post(`${path}/confirm`, { fingerprint: typed }),
      admin.post(`${path}/reject`),
    ]);
    expect(both.map((answer) => answer.status).sort()).toEqual([204, 409]);
    if (both[0].status === 204) expect(await pinnedNow()).toBe(scan.body.fingerprint);
    else expect(await pinnedNow()).toBe(before);
    await admin.post(`/api/targets/${targetId}/host-key/scan`);
    expect(await mine()).toEqual([]);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  const gone = await admin.post(`/api/targets/${targetId}/host-key/scan`);
  expect([gone.status, gone.text.includes('ECONN')]).toEqual([409, false]);
}, 30_000);

test('taking a machine from a firm leaves what it may ask for at other sites', async () => {
  const mine = await buildPlant(gateway.database);
  const theirs = await buildPlant(gateway.database);
  await gateway.database.query(
    `INSERT INTO vendor_entitlement (vendor_organisation_id, asset_id, created_at) VALUES ($1, $2, now())`,
    [mine.vendorId, theirs.assetId],
  );
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: mine.siteId }] });
  const client = await gateway.openSession(person.id);
  const answer = await client.send('PUT', `/api/vendor-organisations/${mine.vendorId}/entitlements`, {
    assetIds: [],
  });
  expect(answer.body.assetIds).toEqual([]);
  expect(
    await gateway.database.query(
      'SELECT asset_id FROM vendor_entitlement WHERE vendor_organisation_id = $1',
      [mine.vendorId],
    ),
  ).toEqual([{ asset_id: theirs.assetId }]);
});

test('taking a machine from a firm ends the access it has to it', async () => {
  const plant = await buildPlant(gateway.database);
  const flow = new Workflow(gateway.database, gateway.clock);
  const request = await flow.submit(plant);
  await flow.review(request, plant.approverIds[0]!);
  const [grant] = await flow.grantsOf(request.text.id);
  await admin.send('PUT', `/api/vendor-organisations/${plant.vendorId}/entitlements`, { assetIds: [] });
  expect(
    await gateway.database.query('SELECT scope, reason FROM revocation WHERE scope_id = $1', [grant!.id]),
  ).toEqual([{ scope: 'grant', reason: 'locked' }]);
});
