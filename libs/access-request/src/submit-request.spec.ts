import { DomainError, newId } from '@gatehouse/kernel';
import { FixedClock, Workflow, addTarget, buildPlant, startTestDatabase } from '@gatehouse/testing';
import type { TestDatabase } from '@gatehouse/testing';
import { dryRunRequest } from './dry-run.js';
import { requestContentHash } from './request-content-hash.js';

let database: TestDatabase;
let clock: FixedClock;
let flow: Workflow;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());
beforeEach(() => {
  clock = new FixedClock('2026-03-02T08:00:00.000Z');
  flow = new Workflow(database.database, clock);
});

async function refusalOf(work: Promise<unknown>): Promise<DomainError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DomainError)) throw new Error('it was not refused');
  return error;
}

test('a machine the firm may not ask for answers exactly as one that does not exist', async () => {
  const at = await buildPlant(database.database);
  const hidden = await addTarget(database.database, { siteId: at.siteId, zoneId: at.zoneId });
  const foreign = await buildPlant(database.database);
  const unknown = await refusalOf(flow.submit(at, { targetIds: [newId('tgt')] }));
  for (const targetId of [hidden.targetId, foreign.targetId]) {
    const refusal = await refusalOf(flow.submit(at, { targetIds: [targetId] }));
    expect([refusal.code, refusal.message, refusal.details]).toEqual([
      unknown.code,
      unknown.message,
      unknown.details,
    ]);
    const mixed = await refusalOf(flow.submit(at, { targetIds: [at.targetId, targetId] }));
    expect(mixed.message).toBe(unknown.message);
  }
});

test('a person without the role at the site may not ask for its machines', async () => {
  const at = await buildPlant(database.database);
  await database.database.query('DELETE FROM role_assignment WHERE person_id = $1', [at.vendorUserId]);
  expect((await refusalOf(flow.submit(at))).code).toBe('not-found');
});

test('machines of two sites need two requests', async () => {
  const at = await buildPlant(database.database);
  const other = await buildPlant(database.database);
  await database.database.query(
    `INSERT INTO vendor_entitlement (vendor_organisation_id, asset_id, created_at) VALUES ($1, $2, now())`,
    [at.vendorId, other.assetId],
  );
  await database.database.query(
    `INSERT INTO role_assignment (person_id, role, site_id, created_at) VALUES ($1, 'vendor-user', $2, now())`,
    [at.vendorUserId, other.siteId],
  );
  const refusal = await refusalOf(flow.submit(at, { targetIds: [at.targetId, other.targetId] }));
  expect([refusal.code, refusal.message]).toEqual(['invalid-input', expect.stringContaining('one site')]);
});

test('what policy refuses is refused with every reason, and is on the audit trail', async () => {
  const at = await buildPlant(database.database, {
    constraints: { longestWindowMinutes: 30, workOrderRequired: true },
  });
  const refusal = await refusalOf(flow.submit(at));
  expect(refusal.code).toBe('denied-by-policy');
  expect(refusal.details?.map((detail) => detail.field)).toEqual(['window', 'workOrder']);
  const audit = await database.database.query<{ subjects: object }[]>(
    `SELECT subjects FROM audit_entry WHERE kind = 'request.denied-by-policy' AND site_id = $1`,
    [at.siteId],
  );
  expect(audit).toEqual([{ subjects: { person: at.vendorUserId } }]);
  expect(
    await database.database.query('SELECT 1 FROM access_request WHERE site_id = $1', [at.siteId]),
  ).toEqual([]);
});

test('dry run and submit agree, and dry run leaves nothing behind', async () => {
  const at = await buildPlant(database.database, { constraints: { rightsAllowed: ['shell'] } });
  const before = await database.database.query('SELECT count(*) FROM audit_entry');
  const dry = await dryRunRequest(flow, at.vendorUserId, flow.wish(at));
  const refusal = await refusalOf(flow.submit(at));
  expect(dry.decision.outcome === 'deny' && dry.decision.reasons.map((reason) => reason.code)).toEqual(
    refusal.details?.map((detail) => detail.code),
  );
  const allowed = await dryRunRequest(flow, at.vendorUserId, { ...flow.wish(at), rights: ['shell'] });
  expect(allowed.decision.outcome).toBe('allow');
  expect(allowed.reviewers).toHaveLength(2);
  await flow.submit(at, { rights: ['shell'] });
  const after = await database.database.query<{ count: string }[]>('SELECT count(*) FROM audit_entry');
  expect(Number(after[0]!.count) - Number((before as { count: string }[])[0]!.count)).toBe(2);
});

test('a broken policy refuses, and does not tell the vendor what is broken', async () => {
  const at = await buildPlant(database.database);
  await database.database.query(`UPDATE policy SET removed_at = now() WHERE id = $1`, [at.policyId]);
  expect((await refusalOf(flow.submit(at))).code).toBe('policy-broken');
  const { decision } = await dryRunRequest(flow, at.vendorUserId, flow.wish(at));
  expect(decision.outcome).toBe('broken');
  expect(JSON.stringify(decision)).not.toContain(at.handle);
});

test.each([
  [
    'a machine whose identity is unproven',
    `UPDATE target SET pinned_host_key = NULL, pinned_fingerprint = NULL WHERE id = $1`,
    'targetId',
    'identity-unproven',
  ],
  [
    'a blocked machine',
    `UPDATE target SET suspended_at = now() WHERE id = $1`,
    'targetId',
    'target-suspended',
  ],
  ['a blocked site', `UPDATE site SET suspended_at = now() WHERE id = $1`, 'siteId', 'site-suspended'],
  [
    'a blocked firm',
    `UPDATE vendor_organisation SET suspended_at = now() WHERE id = $1`,
    'vendorId',
    'organisation-suspended',
  ],
  [
    'a contract that ends before',
    `UPDATE vendor_organisation SET contract_ends_at = '2026-03-02T08:30Z' WHERE id = $1`,
    'vendorId',
    'contract-ends',
  ],
] as const)('%s is refused with the reason', async (_, change, key, code) => {
  const at = await buildPlant(database.database);
  await database.database.query(change, [at[key]]);
  expect((await refusalOf(flow.submit(at))).details?.map((detail) => detail.code)).toEqual([code]);
});

test('AZ-17 nobody floods the approvers: the fifty-first waiting request is refused', async () => {
  const at = await buildPlant(database.database);
  const request = await flow.submit(at);
  await database.database.query(
    `INSERT INTO access_request (id, requester_id, site_id, purpose, planned_change, rights, opens_at, closes_at,
       answer_by, decision, content_hash, submitted_at)
     SELECT 'req_' || n, requester_id, site_id, purpose, planned_change, rights, opens_at, closes_at, answer_by,
       decision, content_hash, submitted_at FROM access_request, generate_series(1, 49) AS n WHERE id = $1`,
    [request.text.id],
  );
  expect((await refusalOf(flow.submit(at))).code).toBe('too-many-attempts');
  clock.advanceMinutes(240);
  await flow.expire();
  await expect(flow.submit(at)).resolves.toMatchObject({ state: 'pending' });
});

test('the hash covers everything the approver reads, and not the order in which things were chosen', async () => {
  const at = await buildPlant(database.database);
  const second = await addTarget(database.database, at);
  const { text } = await flow.submit(at, { targetIds: [at.targetId, second.targetId] });
  const hash = requestContentHash(text).toString('hex');
  const turned = { ...text, rights: [...text.rights].reverse(), targets: [...text.targets].reverse() };
  expect(requestContentHash(turned).toString('hex')).toBe(hash);
  const changes = [
    { id: newId('req') },
    { requester: { ...text.requester, organisation: 'Other' } },
    { siteId: newId('site') },
    { purpose: `${text.purpose}.` },
    { plannedChange: !text.plannedChange },
    { workOrder: 'WO-9' },
    { vendorLocation: 'Graz' },
    { rights: text.rights.slice(1) },
    { window: { ...text.window, closesAt: new Date(text.window.closesAt.getTime() + 1) } },
    { obligations: { ...text.obligations, recordInput: !text.obligations.recordInput } },
    { obligations: { ...text.obligations, answerBy: new Date(0) } },
    ...Object.keys(text.targets[0]!).map((key) => ({
      targets: [{ ...text.targets[0]!, [key]: 'changed' }, text.targets[1]!],
    })),
  ];
  const hashes = changes.map((change) => requestContentHash({ ...text, ...change }).toString('hex'));
  expect(new Set([hash, ...hashes]).size).toBe(changes.length + 1);
});

test('AZ-17 nor the audit trail: wishes that policy refuses count too', async () => {
  const at = await buildPlant(database.database, { constraints: { rightsAllowed: ['shell'] } });
  for (let count = 0; count < 120; count += 1)
    expect((await refusalOf(flow.submit(at))).code).toBe('denied-by-policy');
  expect((await refusalOf(flow.submit(at))).code).toBe('too-many-attempts');
  clock.advanceMinutes(61);
  await expect(flow.submit(at, { rights: ['shell'] })).resolves.toMatchObject({ state: 'pending' });
}, 30_000);
