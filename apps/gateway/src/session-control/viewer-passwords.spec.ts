import { newId } from '@gatehouse/kernel';
import type { GrantId } from '@gatehouse/kernel';
import { SignInDoor } from '@gatehouse/identity';
import type { TokenAnswer } from '@gatehouse/protocol-vnc';
import { buildPlant, Workflow } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { createCipheriv, randomBytes } from 'node:crypto';
import type {
  ControlNews,
  ControlQuestions,
  HostNews,
  HostQuestions,
} from '../session-host/host-messages.js';
import { ProcessChannel } from '../session-host/process-channel.js';
import type { ChannelEnd } from '../session-host/process-channel.js';
import { sessionOperations } from '../wiring/session-operations.js';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';
import { answerViewerPassword } from './answer-viewer-password.js';
import { GuessBudget } from './guess-budget.js';
import { HalfOpenLimits } from './half-open-limits.js';
import { unknownPerson, Wires } from './wires.js';

jest.setTimeout(60_000);

let gateway: TestGateway;
let plant: Plant;
let admin: TestClient;
let vendor: TestClient;
let grantId: GrantId;
let wires: Wires;
let limits: HalfOpenLimits;
let guesses: GuessBudget;
let ask: (wireId: string, password: string) => Promise<TokenAnswer>;
let takesPassword: () => Promise<boolean>;

beforeAll(async () => {
  gateway = await TestGateway.start({ environment: { VNC_PORT: '5999' } });
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  admin = await gateway.openSession(person.id);
}, 60_000);
afterAll(() => gateway.stop());

/** A plant whose machine speaks VNC, with an open access to it. */
async function openPlant(): Promise<[Plant, GrantId]> {
  const { database, clock } = gateway;
  const made = await buildPlant(database, { constraints: { rightsAllowed: ['view', 'control'] } });
  await database.query(
    `UPDATE target SET protocol = 'vnc', port = 5900, pinned_host_key = '', pinned_host_key_type = 'none',
       pinned_fingerprint = 'none', settings = '{"protection":"any","framesPerSecond":15}' WHERE id = $1`,
    [made.targetId],
  );
  const flow = new Workflow(database, clock);
  const request = await flow.submit(made, { rights: ['view'] });
  await flow.review(request, made.approverIds[0] ?? newId('per'));
  const [grant] = await flow.grantsOf(request.text.id);
  if (!grant) throw new Error('no grant');
  return [made, grant.id];
}

beforeEach(async () => {
  const { database } = gateway;
  await database.query('DELETE FROM viewer_password');
  await database.query('UPDATE site SET viewer_passwords = false');
  [plant, grantId] = await openPlant();
  vendor = await gateway.openSession(plant.vendorUserId);
  await allow();
  standAtDoor(false);
});

/** @param isDoorLocal as if the door listened on loopback only. */
function standAtDoor(isDoorLocal: boolean): void {
  const { database, clock, context } = gateway;
  wires = new Wires();
  limits = new HalfOpenLimits(() => clock.monotonicMs());
  guesses = new GuessBudget(() => clock.monotonicMs());
  const [control, host] = channelOfTwo();
  answerViewerPassword(
    control,
    {
      ...{ clock, limits, guesses, isDoorLocal, secretBox: context.secretBox },
      uow: sessionOperations(database, clock).uow,
      signIn: gateway.app.get(SignInDoor, { strict: false }),
    },
    (wireId) => wires.of(1, wireId) ?? unknown(),
  );
  ask = (wireId, password) => {
    const challenge = randomBytes(16);
    return host.ask('viewer.password', { wireId, challenge, response: asViewer(password, challenge) });
  };
  takesPassword = () => host.ask('viewer.takes-password', { wireId: arrive() });
}

/** As a viewer reckons it (RFC 6143 section 7.2.2): each byte of the key with its bits the other way round. */
function asViewer(password: string, challenge: Buffer): Buffer {
  const key = Buffer.from(
    [...Buffer.from(password.padEnd(8, '\0'), 'latin1').subarray(0, 8)].map((byte) =>
      Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2),
    ),
  );
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return cipher.update(challenge);
}

const allow = async (what: 'allow' | 'withdraw' = 'allow', siteId = plant.siteId) => {
  const answer = await admin.post(`/api/sites/${siteId}/viewer-passwords/${what}`);
  if (answer.status !== 200) throw new Error(answer.text);
};

async function makePassword(id = grantId, by = vendor): Promise<string> {
  const answer = await by.post<{ password: string }>(`/api/grants/${id}/viewer-passwords`);
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body.password;
}

function unknown(): never {
  throw new Error('not a wire of this host');
}

/** The two ends of one channel, without a process between them. */
function channelOfTwo(): [
  ProcessChannel<ControlQuestions, ControlNews, HostQuestions, HostNews>,
  ProcessChannel<HostQuestions, HostNews, ControlQuestions, ControlNews>,
] {
  const listeners: ((message: unknown) => void)[] = [];
  const end = (own: 0 | 1): ChannelEnd => ({
    connected: true,
    send: (message) => {
      setImmediate(() => listeners[1 - own]?.(message));
      return true;
    },
    on: (_event, listener) => (listeners[own] = listener),
  });
  return [new ProcessChannel(end(0)), new ProcessChannel(end(1))];
}

/** A connection that has just come to the door. */
function arrive(leg: 'vnc' | 'ssh' = 'vnc', source = '192.0.2.50'): string {
  const id = newId('conn');
  limits.admit(id, source);
  wires.add({ id, hostPid: 1, leg, source, ...unknownPerson });
  return id;
}

const refused = (answer: TokenAnswer): string | null =>
  'refusal' in answer ? `${answer.refusal.code}: ${answer.refusal.text}` : null;

const kept = () =>
  gateway.database.query<{ id: string; sealed: Buffer }[]>('SELECT id, sealed FROM viewer_password');

test('a password of eight plain characters lets its person in once, and leaves nothing behind', async () => {
  const password = await makePassword();
  expect(password).toMatch(/^[a-hjkmnp-z2-9]{8}$/);
  const [row] = await kept();
  expect(row?.sealed.includes(password)).toBe(false);
  const wire = arrive();
  expect(await ask(wire, password)).toEqual({ grantId });
  expect(wires.of(1, wire)).toMatchObject({ personId: plant.vendorUserId, ticket: { grantId } });
  expect(await kept()).toEqual([]);
  expect(refused(await ask(arrive(), password))).toContain('GH-TICKET');
  const [issued, spent] = [
    (await gateway.auditEntries('viewer-password.issued')).at(-1),
    (await gateway.auditEntries('viewer-password.spent')).at(-1),
  ];
  expect(issued).toMatchObject({ actor: { id: plant.vendorUserId } });
  expect(spent).toMatchObject({ actor: { id: plant.vendorUserId }, data: { encrypted: false } });
  expect(JSON.stringify([issued, spent])).not.toContain(password);
});

test('of many viewers who know one password at once, one gets in', async () => {
  const password = await makePassword();
  const answers = await Promise.all(
    [arrive(), arrive(), arrive(), arrive()].map((wire) => ask(wire, password)),
  );
  expect(answers.filter((answer) => refused(answer) === null)).toHaveLength(1);
});

test('a password lives for a minute, half-open, and a newer one of the same access takes its place', async () => {
  const first = await makePassword();
  const second = await makePassword();
  expect(refused(await ask(arrive(), first))).toContain('GH-TICKET');
  gateway.clock.advance(60_000);
  expect(refused(await ask(arrive(), second))).toContain('GH-TICKET');
});

test('each of several people is found by their own password', async () => {
  const [here, [otherPlant, otherGrant]] = [await makePassword(), await openPlant()];
  await allow('allow', otherPlant.siteId);
  const there = await makePassword(otherGrant, await gateway.openSession(otherPlant.vendorUserId));
  expect(await ask(arrive(), there)).toEqual({ grantId: otherGrant });
  expect(await ask(arrive(), here)).toEqual({ grantId });
});

test('a site takes none until its administrator says so, nor any more once that is taken back', async () => {
  const password = await makePassword();
  await allow('withdraw');
  expect(await takesPassword()).toBe(false);
  expect(refused(await ask(arrive(), password))).toContain('GH-TICKET');
  const answer = await vendor.post(`/api/grants/${grantId}/viewer-passwords`);
  expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('a viewer with VeNCrypt')]);
  await allow();
  expect(await takesPassword()).toBe(true);
  const kinds = ['site.viewer-passwords-withdrawn', 'site.viewer-passwords-allowed'];
  for (const kind of kinds) expect((await gateway.auditEntries(kind)).length).toBeGreaterThan(0);
});

test('at a door that listens on loopback only no site is asked', async () => {
  const password = await makePassword();
  await allow('withdraw');
  standAtDoor(true);
  expect(await takesPassword()).toBe(true);
  expect(await ask(arrive(), password)).toEqual({ grantId });
});

test('a connection has one try, and one that is no viewer has none', async () => {
  const password = await makePassword();
  const wire = arrive();
  expect(refused(await ask(wire, 'aaaaaaaa'))).toContain('GH-TICKET');
  await expect(ask(wire, password)).rejects.toThrow();
  await expect(ask(arrive('ssh'), password)).rejects.toThrow();
});

test('who guesses from one place is shut out, and who guesses from everywhere finds the door closed to passwords', async () => {
  const before = (await gateway.auditEntries('connection.refused')).length;
  for (let tries = 0; tries < 18; tries += 1) await ask(arrive('vnc', '198.51.100.7'), `guess${tries}`);
  expect(limits.admit('wire', '198.51.100.7')).toBe(false);
  for (let tries = 18; tries < 30; tries += 1)
    await ask(arrive('vnc', `203.0.113.${tries}`), `guess${tries}`);
  const entries = (await gateway.auditEntries('connection.refused')).slice(before);
  expect(entries).toHaveLength(30);
  expect(JSON.stringify(entries)).not.toContain('guess1');
  // Not even the right one is judged now.
  const password = await makePassword();
  expect(await takesPassword()).toBe(false);
  expect(refused(await ask(arrive(), password))).toContain('GH-TICKET');
  gateway.clock.advance(59_000);
  expect(await takesPassword()).toBe(false);
  gateway.clock.advance(1_000);
  expect(await takesPassword()).toBe(true);
});

test("who knows a password uses up nobody's tries", async () => {
  for (let times = 0; times < 40; times += 1)
    expect(await ask(arrive(), await makePassword())).toEqual({ grantId });
  expect(await takesPassword()).toBe(true);
});

test('no more than sixteen are live, so that a guess is good against few', async () => {
  const { database, clock } = gateway;
  const flow = new Workflow(database, clock);
  for (let made = 0; made < 16; made += 1) {
    const request = await flow.submit(plant, { rights: ['view'] });
    await flow.review(request, plant.approverIds[0] ?? newId('per'));
    const [grant] = await flow.grantsOf(request.text.id);
    await makePassword(grant!.id);
  }
  expect((await vendor.post(`/api/grants/${grantId}/viewer-passwords`)).status).toBe(409);
  gateway.clock.advance(60_000);
  expect(await ask(arrive(), await makePassword())).toEqual({ grantId });
});

test('a person who was suspended meanwhile is not let in', async () => {
  const password = await makePassword();
  await gateway.database.query(`UPDATE person SET state = 'suspended' WHERE id = $1`, [plant.vendorUserId]);
  expect(refused(await ask(arrive(), password))).toContain('GH-TICKET');
});

test('a password is not made with an old code, and not for the access of somebody else', async () => {
  const stranger = await gateway.addPerson({
    vendorOrganisationId: plant.vendorId,
    roles: [{ role: 'vendor-user', siteId: plant.siteId }],
  });
  const other = await gateway.openSession(stranger.id);
  expect((await other.post(`/api/grants/${grantId}/viewer-passwords`)).status).toBe(404);
  gateway.clock.advance(301_000);
  expect((await vendor.post(`/api/grants/${grantId}/viewer-passwords`)).body['code']).toBe(
    'fresh-factor-required',
  );
});
