import { DomainError, newId } from '@gatehouse/kernel';
import { PostgresGrantStore, PostgresRevocationStore } from '@gatehouse/persistence';
import { FixedClock, Workflow, addPerson, buildPlant, startTestDatabase } from '@gatehouse/testing';
import type { Plant, TestDatabase } from '@gatehouse/testing';
import type { AccessGrant } from './access-grant.js';
import { isGrantOpen } from './access-grant.js';
import { permitStillHolds } from './permit-still-holds.js';

let database: TestDatabase;
let clock: FixedClock;
let flow: Workflow;
let at: Plant;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());
beforeEach(async () => {
  clock = new FixedClock('2026-03-02T08:00:00.000Z');
  flow = new Workflow(database.database, clock);
  at = await buildPlant(database.database);
});

/** A grant from and until minutes from now. */
async function granted(from = 0, until = 60): Promise<AccessGrant> {
  const request = await flow.submit(at, { window: flow.window(from, until) });
  await flow.review(request, at.approverIds[0]!);
  return (await flow.grantsOf(request.text.id))[0]!;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing was refused';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

const grants = (): PostgresGrantStore => new PostgresGrantStore(database.database.manager);

test('AZ-11 one ticket, many spenders at once, over and over: exactly one gets it', async () => {
  const grant = await granted(0, 400);
  const rounds = process.env.LONG ? 500 : 50;
  for (let round = 0; round < rounds; round += 1) {
    const { ticket } = await flow.ticket(grant.id, at.vendorUserId);
    const spent = await Promise.all(Array.from({ length: 4 }, () => flow.spend(ticket)));
    expect(spent.filter((one) => one !== null)).toEqual([
      expect.objectContaining({ grantId: grant.id, personId: at.vendorUserId, protocol: 'ssh' }),
    ]);
    expect(await flow.spend(ticket)).toBeNull();
  }
}, 120_000);

test('AZ-11 a ticket lives for sixty seconds, half-open, and never longer than its grant', async () => {
  const grant = await granted();
  const first = await flow.ticket(grant.id, at.vendorUserId);
  const second = await flow.ticket(grant.id, at.vendorUserId);
  expect(first.expiresAt).toEqual(new Date(clock.now().getTime() + 60_000));
  clock.advance(59_999);
  expect(await flow.spend(first.ticket)).not.toBeNull();
  clock.advance(1);
  expect(await flow.spend(second.ticket)).toBeNull();
  clock.setWall(new Date(grant.window.closesAt.getTime() - 5000));
  const last = await flow.ticket(grant.id, at.vendorUserId);
  expect(last.expiresAt).toEqual(grant.window.closesAt);
});

test('AZ-11 a token that was never given out spends nothing, whatever it looks like', async () => {
  for (const token of ['', 'x'.repeat(43), 'x'.repeat(100_000), '../../etc', "' OR true --".padEnd(30)])
    expect(await flow.spend(token)).toBeNull();
});

test('tokens have 256 bits, differ, and are stored hashed only', async () => {
  const grant = await granted();
  const tokens = new Set<string>();
  for (let count = 0; count < 50; count += 1)
    tokens.add((await flow.ticket(grant.id, at.vendorUserId)).ticket);
  expect(tokens.size).toBe(50);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const rows = await database.database.query<object[]>('SELECT t::text FROM connect_ticket t');
  for (const token of tokens) expect(JSON.stringify(rows)).not.toContain(token);
});

test('AZ-12 nobody gets a ticket for the grant of another, and the answer is that of one that does not exist', async () => {
  const grant = await granted();
  const colleague = await addPerson(database.database, {
    vendorId: at.vendorId,
    roles: [{ role: 'vendor-user', siteId: at.siteId }],
  });
  expect(await codeOf(flow.ticket(grant.id, colleague))).toBe('not-found');
  expect(await codeOf(flow.ticket(grant.id, at.approverIds[0]!))).toBe('not-found');
  expect(await codeOf(flow.ticket(newId('grant'), at.vendorUserId))).toBe('not-found');
});

test.each([
  ['before it opens', -1, 'grant-not-open'],
  ['at the opening instant', 0, 'nothing was refused'],
  ['a millisecond before the end', 3_600_000 - 1, 'nothing was refused'],
  ['at the end', 3_600_000, 'grant-closed'],
])('AZ-06 the window is judged by the clock %s, whatever state a job left', async (_, offsetMs, code) => {
  const grant = await granted(30, 90);
  expect(grant.state).toBe('scheduled');
  clock.setWall(new Date(grant.window.opensAt.getTime() + offsetMs));
  expect(await codeOf(flow.ticket(grant.id, at.vendorUserId))).toBe(code);
  expect(isGrantOpen(grant, clock.now())).toBe(code === 'nothing was refused');
});

test('a stale factor gets no ticket; the freshness is the one that was approved', async () => {
  const grant = await granted();
  expect(
    await codeOf(flow.ticket(grant.id, at.vendorUserId, new Date(clock.now().getTime() - 300_001))),
  ).toBe('fresh-factor-required');
  expect(await codeOf(flow.ticket(grant.id, at.vendorUserId, null))).toBe('fresh-factor-required');
});

test('a policy that was tightened after approval counts for the ticket, one that was loosened does not', async () => {
  const grant = await granted();
  const ticketWithFactorAged = (seconds: number): Promise<string> =>
    codeOf(flow.ticket(grant.id, at.vendorUserId, new Date(clock.now().getTime() - seconds * 1000)));
  await askFreshness(60);
  expect(await ticketWithFactorAged(61)).toBe('fresh-factor-required');
  expect(await ticketWithFactorAged(60)).toBe('nothing was refused');
  await askFreshness(3600);
  expect(await ticketWithFactorAged(301)).toBe('fresh-factor-required');
  expect(await ticketWithFactorAged(300)).toBe('nothing was refused');
});

/** The policy in force from now on. */
async function askFreshness(factorFreshSeconds: number): Promise<void> {
  await database.database.query(`UPDATE policy SET constraints = constraints || $2 WHERE id = $1`, [
    at.policyId,
    JSON.stringify({ factorFreshSeconds }),
  ]);
}

test('the job turns grants by their windows, once, also when two nodes run it at once', async () => {
  const grant = await granted(30, 90);
  clock.advanceMinutes(30);
  const turned = await Promise.all([flow.turn(), flow.turn(), flow.turn()]);
  expect(turned.flatMap((one) => one.opened).filter((one) => one.id === grant.id)).toHaveLength(1);
  clock.advanceMinutes(60);
  await Promise.all([flow.turn(), flow.turn()]);
  expect(await grants().find(grant.id)).toMatchObject({ state: 'closed', closeReason: 'ended' });
  expect((await flow.auditOf(grant.requestId)).filter((kind) => kind.startsWith('grant.'))).toEqual([
    'grant.scheduled',
    'grant.opened',
    'grant.closed',
  ]);
});

test('a clock that steps back never reopens a grant the job has closed', async () => {
  const grant = await granted();
  clock.advanceMinutes(60);
  await flow.turn();
  clock.setWall('2026-03-02T08:10:00.000Z');
  await flow.turn();
  expect(await codeOf(flow.ticket(grant.id, at.vendorUserId))).toBe('grant-closed');
});

test('revoking closes, writes the row that ends the session, and may be pressed twice', async () => {
  const grant = await granted();
  const both = await Promise.all([
    flow.revoke(grant.id, at.approverIds[0]!, 'Line starts'),
    flow.revoke(grant.id, at.approverIds[1]!),
  ]);
  expect(both.map((one) => one.closeReason)).toEqual(['revoked', 'revoked']);
  const revocations = new PostgresRevocationStore(database.database.manager);
  const rows = (await revocations.after(0n)).filter((row) => row.scopeId === grant.id);
  expect(rows).toEqual([expect.objectContaining({ scope: 'grant', reason: 'revoked' })]);
  expect(rows[0]!.seq <= (await revocations.lastSeq())).toBe(true);
  expect(await codeOf(flow.ticket(grant.id, at.vendorUserId))).toBe('grant-closed');
  expect((await flow.auditOf(grant.requestId)).filter((kind) => kind === 'grant.closed')).toHaveLength(1);
});

test('what had ended by itself cannot be revoked, and what is not yet open can', async () => {
  const ended = await granted();
  const scheduled = await granted(120, 180);
  clock.advanceMinutes(60);
  await flow.turn();
  expect(await codeOf(flow.revoke(ended.id, at.approverIds[0]!))).toBe('grant-closed');
  await flow.revoke(scheduled.id, at.approverIds[0]!);
  clock.advanceMinutes(70);
  await flow.turn();
  expect(await grants().find(scheduled.id)).toMatchObject({ state: 'closed', closeReason: 'revoked' });
});

test('SE-17 an approval of more time after the end is another grant; the ended one stays ended', async () => {
  const first = await granted();
  const more = await flow.submit(at, { window: flow.window(0, 90) });
  clock.advanceMinutes(60);
  await flow.turn();
  clock.advance(5000);
  await flow.review(more, at.approverIds[0]!);
  const [second] = await flow.grantsOf(more.text.id);
  expect(second!.id).not.toBe(first.id);
  expect(isGrantOpen(second!, clock.now())).toBe(true);
  expect(await grants().find(first.id)).toMatchObject({
    state: 'closed',
    closeReason: 'ended',
    window: first.window,
  });
  expect(await codeOf(flow.ticket(first.id, at.vendorUserId))).toBe('grant-closed');
});

test.each([
  ['address', `UPDATE target SET address = '192.0.2.99' WHERE id = $1`],
  ['port', `UPDATE target SET port = 23 WHERE id = $1`],
  ['account', `UPDATE target SET account = 'root' WHERE id = $1`],
  ['host key', `UPDATE target SET pinned_fingerprint = 'SHA256:other' WHERE id = $1`],
  ['protocol', `UPDATE target SET protocol = 'vnc', pinned_host_key_type = 'x509' WHERE id = $1`],
])('a permit does not hold once the %s of its target was changed', async (_, change) => {
  const grant = await granted();
  const before = await grants().findForConnect(grant.id);
  expect(permitStillHolds(before!)).toBe(true);
  await database.database.query(change, [at.targetId]);
  expect(permitStillHolds((await grants().findForConnect(grant.id))!)).toBe(false);
  expect(await codeOf(flow.ticket(grant.id, at.vendorUserId))).toBe('grant-changed');
});

test('a permit does not hold for other rights, another window, person or request text', async () => {
  const grant = await granted();
  const found = (await grants().findForConnect(grant.id))!;
  for (const change of [
    { rights: ['shell'] as const },
    { window: { ...grant.window, closesAt: new Date(grant.window.closesAt.getTime() + 1) } },
    { personId: newId('per') },
    { requestId: newId('req') },
  ])
    expect(permitStillHolds({ ...found, grant: { ...found.grant, ...change } })).toBe(false);
  expect(permitStillHolds({ ...found, request: { ...found.request, contentHash: '00' } })).toBe(false);
});

test.each([
  ['the target', `UPDATE target SET suspended_at = now() WHERE id = $1`, 'targetId'],
  ['the site', `UPDATE site SET suspended_at = now() WHERE id = $1`, 'siteId'],
  ['the firm', `UPDATE vendor_organisation SET suspended_at = now() WHERE id = $1`, 'vendorId'],
] as const)('while %s is blocked there is no ticket', async (_, change, key) => {
  const grant = await granted();
  await database.database.query(change, [at[key]]);
  expect(await codeOf(flow.ticket(grant.id, at.vendorUserId))).toBe('locked');
});

test('a door reads everything it asks about in one statement', async () => {
  const grant = await granted();
  expect(await grants().findForConnect(grant.id)).toMatchObject({
    grant: { id: grant.id, approved: { obligations: { factorFreshSeconds: 300, idleSeconds: 900 } } },
    target: { id: at.targetId, handle: at.handle, address: '192.0.2.10', asset: { criticality: 'medium' } },
    person: { id: at.vendorUserId, state: 'active', isVendorUser: true, isEntitled: true },
    site: { id: at.siteId, suspendedAt: null },
    hasLiveSession: false,
  });
  await database.database.query('DELETE FROM vendor_entitlement WHERE vendor_organisation_id = $1', [
    at.vendorId,
  ]);
  await database.database.query('DELETE FROM role_assignment WHERE person_id = $1', [at.vendorUserId]);
  expect(await grants().findForConnect(grant.id)).toMatchObject({
    person: { isVendorUser: false, isEntitled: false },
  });
  expect(await grants().findForConnect(newId('grant'))).toBeNull();
});

test('by handle the open grant comes first, then the next to open, then the last that ended', async () => {
  const now = (): Date => clock.now();
  const find = async (): Promise<string | undefined> =>
    (await grants().findByHandle(at.vendorUserId, at.handle, now()))?.grant.id;
  expect(await find()).toBeUndefined();
  const ended = await granted(0, 10);
  clock.advanceMinutes(20);
  expect(await find()).toBe(ended.id);
  const far = await granted(200, 210);
  const next = await granted(100, 110);
  expect(await find()).toBe(next.id);
  const open = await granted(0, 30);
  expect(await find()).toBe(open.id);
  expect((await grants().findOpenGrants(at.vendorUserId, now())).map((one) => one.grant.id)).toEqual([
    open.id,
  ]);
  await flow.revoke(open.id, at.approverIds[0]!);
  expect(await find()).toBe(next.id);
  expect(await grants().findOpenGrants(at.vendorUserId, now())).toEqual([]);
  expect(await grants().findByHandle(at.approverIds[0]!, at.handle, now())).toBeNull();
  expect(far.id).not.toBe(next.id);
});
