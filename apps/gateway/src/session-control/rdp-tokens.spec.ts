import { newId } from '@gatehouse/kernel';
import type { GrantId } from '@gatehouse/kernel';
import { ntHash } from '@gatehouse/protocol-rdp';
import { addTarget, buildPlant, Workflow } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';
import { ViewersAtDoor } from '../testing/viewers-at-door.js';
import { noteUnfinishedNla } from './answer-viewer.js';
import { halfOpenRules } from './half-open-limits.js';

interface RdpToken {
  readonly userName: string;
  readonly token: string;
  readonly port: number;
  readonly file: { readonly name: string; readonly text: string };
}

jest.setTimeout(60_000);

let gateway: TestGateway;
let plant: Plant;
let flow: Workflow;
let vendor: TestClient;
let grantId: GrantId;
let handle: string;
let door: ViewersAtDoor;

beforeAll(async () => {
  gateway = await TestGateway.start({ environment: { RDP_PORT: '3390', VNC_PORT: '5999' } });
}, 60_000);
afterAll(() => gateway.stop());

beforeEach(async () => {
  const { database, clock } = gateway;
  plant = await buildPlant(database, {
    constraints: { rightsAllowed: ['view', 'control', 'clipboard-out'] },
  });
  const station = await addTarget(database, { ...plant, protocol: 'rdp' });
  handle = station.handle;
  flow = new Workflow(database, clock);
  const request = await flow.submit(plant, {
    targetIds: [station.targetId],
    rights: ['view', 'clipboard-out'],
  });
  await flow.review(request, plant.approverIds[0] ?? newId('per'));
  const [grant] = await flow.grantsOf(request.text.id);
  if (!grant) throw new Error('no grant');
  grantId = grant.id;
  vendor = await gateway.openSession(plant.vendorUserId);
  door = new ViewersAtDoor(gateway);
});

async function makeToken(): Promise<RdpToken> {
  const answer = await vendor.post<RdpToken>(`/api/grants/${grantId}/viewer-tokens`);
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}

const arrive = (source?: string) => door.arrive('rdp', source);
const hashOf = (token: string) => Uint8Array.from(ntHash(Buffer.from(token)));
const inSealed = async (): Promise<number> => {
  const [row] = await gateway.database.query<{ count: string }[]>(
    'SELECT count(*) FROM connect_ticket WHERE sealed_nt_hash IS NOT NULL',
  );
  return Number(row?.count);
};

test('a token comes with a file that says where to go and switches off what is not granted, without the token', async () => {
  const { userName, token, port, file } = await makeToken();
  expect([port, file.name]).toEqual([3390, `${handle}.rdp`]);
  const lines = file.text.split('\r\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'full address:s:localhost:3390',
      `username:s:${userName}`,
      'enablecredsspsupport:i:1',
      'prompt for credentials:i:1',
      'redirectclipboard:i:1',
      'drivestoredirect:s:',
      'redirectprinters:i:0',
      'desktopwidth:i:1280',
      'desktopheight:i:800',
    ]),
  );
  expect(file.text).not.toContain(token);
  // No certificate is configured here that could say who made it.
  expect(file.text).not.toMatch(/^sign/m);
});

test('NLA is judged by the hash of the newest token, and the token it proves is spent once', async () => {
  const older = await makeToken();
  gateway.clock.advance(1_000);
  const { userName, token } = await makeToken();
  const wire = arrive();
  const hash = await door.ntHash(wire, userName);
  expect(hash && Uint8Array.from(hash)).toEqual(hashOf(token));
  expect(await door.token(wire, userName, token)).toEqual({ grantId });
  expect(await door.token(arrive(), userName, token)).toMatchObject({ refusal: { code: 'GH-TICKET' } });
  const next = await door.ntHash(arrive(), userName);
  expect(next && Uint8Array.from(next)).toEqual(hashOf(older.token));
});

test('of many clients who prove one token at once, one gets in', async () => {
  const { userName, token } = await makeToken();
  const wires = [arrive(), arrive(), arrive(), arrive()];
  const hashes = await Promise.all(wires.map((wire) => door.ntHash(wire, userName)));
  expect(hashes.every((hash) => hash !== null)).toBe(true);
  const answers = await Promise.all(wires.map((wire) => door.token(wire, userName, token)));
  expect(answers.filter((answer) => 'grantId' in answer)).toHaveLength(1);
});

test('the hash is sealed, leaves the row when its token is spent, and soon after the end of its life', async () => {
  const before = await inSealed();
  const { userName, token } = await makeToken();
  expect(await inSealed()).toBe(before + 1);
  const rows = await gateway.database.query<object[]>('SELECT t::text FROM connect_ticket t');
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(hashOf(token)).toString('hex'));
  await door.token(arrive(), userName, token);
  expect(await inSealed()).toBe(before);
  await makeToken();
  const tidy = () => flow.uow.run(({ tickets }) => tickets.forgetNtHashes(gateway.clock.now()));
  gateway.clock.advance(59_999);
  await tidy();
  expect(await inSealed()).toBeGreaterThan(0);
  gateway.clock.advance(1);
  await tidy();
  expect(await inSealed()).toBe(0);
});

test.each<[string, (name: string) => Promise<string> | string]>([
  ['a token whose minute is over', (name) => (gateway.clock.advance(60_000), name)],
  ['the name of another person', (name) => name.replace(/^[^+]+/, 'somebody')],
  ['another machine', (name) => name.replace(/\+.*$/, '+other')],
  ['a name without a machine', (name) => name.replace(/\+.*$/, '')],
  ['what is no name of ours', () => 'PLANT\\Administrator'],
  [
    'access that was taken back',
    async (name) => {
      await flow.revoke(grantId, plant.approverIds[0] ?? newId('per'));
      return name;
    },
  ],
  [
    'a person who was suspended',
    async (name) => {
      await gateway.database.query(`UPDATE person SET state = 'suspended' WHERE id = $1`, [
        plant.vendorUserId,
      ]);
      return name;
    },
  ],
])('there is no hash for %s', async (_what, changed) => {
  const { userName } = await makeToken();
  const shown = await changed(userName);
  expect(await door.ntHash(arrive(), shown)).toBeNull();
});

test('a token of before a restart is good after it, by NLA too, and still once', async () => {
  const { userName, token } = await makeToken();
  await gateway.restart();
  door = new ViewersAtDoor(gateway);
  const wire = arrive();
  const hash = await door.ntHash(wire, userName);
  expect(hash && Uint8Array.from(hash)).toEqual(hashOf(token));
  expect(await door.token(wire, userName, token)).toEqual({ grantId });
  expect(await door.ntHash(arrive(), userName)).toBeNull();
});

test('a hash is given once for a connection, at the door for RDP, and not after its try', async () => {
  const { userName, token } = await makeToken();
  const wire = arrive();
  await door.ntHash(wire, userName);
  await expect(door.ntHash(wire, userName)).rejects.toThrow();
  await expect(door.ntHash(door.arrive('vnc'), userName)).rejects.toThrow();
  await expect(door.ntHash(door.arrive('ssh'), userName)).rejects.toThrow();
  await door.token(wire, userName, token);
  await expect(door.ntHash(wire, userName)).rejects.toThrow();
});

test('a token of RDP opens nothing at the door for VNC, and is spent by being shown there', async () => {
  const { userName, token } = await makeToken();
  expect(await door.token(door.arrive('vnc'), userName, token)).toMatchObject({
    refusal: { code: 'GH-TICKET' },
  });
  expect(await door.token(arrive(), userName, token)).toMatchObject({ refusal: { code: 'GH-TICKET' } });
});

test('who begins NLA again and again is shut out, each try is on the audit trail, and who gets in is forgiven', async () => {
  const source = '198.51.100.9';
  const { userName, token } = await makeToken();
  const before = (await gateway.auditEntries('connection.refused')).length;
  for (let tries = 0; tries < 17; tries += 1) {
    const id = arrive(source);
    await door.ntHash(id, userName);
    const wire = door.wires.of(1, id);
    if (wire) await noteUnfinishedNla(door.deps, wire);
  }
  const good = arrive(source);
  await door.ntHash(good, userName);
  expect(await door.token(good, userName, token)).toEqual({ grantId });
  const entries = (await gateway.auditEntries('connection.refused')).slice(before);
  expect(entries).toHaveLength(17);
  expect(entries[0]).toMatchObject({
    actor: { source },
    data: { code: 'GH-TICKET', clientLeg: 'rdp', machine: handle },
  });
  const other = '198.51.100.10';
  for (let tries = 0; tries < 18; tries += 1) await door.ntHash(arrive(other), 'somebody+else');
  expect(door.limits.admit('wire', other)).toBe(false);
});

test('who was refused holds his half-open place until his connection is gone, farewell included; who came in holds none', async () => {
  const neighbour = (host: number): string => `203.0.113.${host}`;
  const { userName, token } = await makeToken();
  const standing: string[] = [];
  for (let host = 1; host <= halfOpenRules.mostPerNeighbourhood; host += 1) {
    const wire = arrive(neighbour(host));
    expect(await door.token(wire, userName, 'a-guess-that-is-long-enough')).toMatchObject({
      refusal: { code: 'GH-TICKET' },
    });
    standing.push(wire);
  }
  // They read why, and nobody else of their network may come meanwhile: reading costs as much as guessing.
  expect(door.limits.admit('wire', neighbour(200))).toBe(false);
  for (const wire of standing.splice(0)) door.limits.settled(wire);
  const good = arrive(neighbour(200));
  expect(await door.token(good, userName, token)).toEqual({ grantId });
  for (let host = 1; host <= halfOpenRules.mostPerNeighbourhood; host += 1)
    expect(door.limits.admit(`wire-${host}`, neighbour(host))).toBe(true);
});

test('where no door for RDP clients stands, no token is made', async () => {
  const closed = await TestGateway.start({ environment: { VNC_PORT: '5999' } });
  try {
    const own = await buildPlant(closed.database, { constraints: { rightsAllowed: ['view'] } });
    const { targetId } = await addTarget(closed.database, { ...own, protocol: 'rdp' });
    const work = new Workflow(closed.database, closed.clock);
    const request = await work.submit(own, { targetIds: [targetId], rights: ['view'] });
    await work.review(request, own.approverIds[0] ?? newId('per'));
    const [grant] = await work.grantsOf(request.text.id);
    const client = await closed.openSession(own.vendorUserId);
    const answer = await client.post(`/api/grants/${grant?.id}/viewer-tokens`);
    expect([answer.status, answer.text.includes('no door for viewers')]).toEqual([404, true]);
  } finally {
    await closed.stop();
  }
});
