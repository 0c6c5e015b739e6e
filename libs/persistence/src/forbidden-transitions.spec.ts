import { newId } from '@gatehouse/kernel';
import type { RequestId } from '@gatehouse/kernel';
import { FixedClock, Workflow, addPerson, buildPlant, startTestDatabase } from '@gatehouse/testing';
import type { Plant, TestDatabase } from '@gatehouse/testing';

// One forbidden change, one tiny test: what the database refuses by itself, whoever writes the SQL.
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

const sql = (statement: string, values: unknown[] = []): Promise<unknown> =>
  database.database.query(statement, values);

/** Name of the constraint that refused the statement. */
async function refusedBy(statement: string, values: unknown[] = []): Promise<string> {
  try {
    await sql(statement, values);
    return 'nothing';
  } catch (error) {
    const { driverError } = error as { driverError?: { constraint?: string; message: string } };
    return driverError?.constraint ?? driverError?.message ?? String(error);
  }
}

async function pending(): Promise<RequestId> {
  return (await flow.submit(at)).text.id;
}

async function inState(state: string): Promise<RequestId> {
  const request = await flow.submit(at);
  const { id } = request.text;
  if (state === 'approved') await flow.review(request, at.approverIds[0]!);
  if (state === 'denied') await flow.review(request, at.approverIds[0]!, 'deny');
  if (state === 'withdrawn') await flow.withdraw(id, at.vendorUserId);
  if (state === 'expired')
    await sql(`UPDATE access_request SET state = 'expired', decided_at = now() WHERE id = $1`, [id]);
  return id;
}

const insertReview = `
  INSERT INTO review (id, request_id, reviewer_id, verdict, reason, opens_at, closes_at, rights, content_hash, factor_at, reviewed_at)
  SELECT $1, id, $3, $4, 'because', opens_at + $5::interval, closes_at + $6::interval, $7::text[],
    CASE WHEN $8 THEN content_hash ELSE sha256('other') END, now(), now()
  FROM access_request WHERE id = $2`;

function review(
  requestId: RequestId,
  by: string,
  given: { verdict?: string; opens?: string; closes?: string; rights?: string[]; sameText?: boolean } = {},
): Promise<string> {
  return refusedBy(insertReview, [
    newId('rev'),
    requestId,
    by,
    given.verdict ?? 'approve',
    given.opens ?? '0 s',
    given.closes ?? '0 s',
    given.rights ?? ['shell'],
    given.sameText ?? true,
  ]);
}

test('AZ-02 a requester cannot review by direct SQL, not even as an approver', async () => {
  const id = await pending();
  await sql(
    `INSERT INTO role_assignment (person_id, role, site_id, created_at) VALUES ($1, 'approver', NULL, now())`,
    [at.vendorUserId],
  );
  expect(await review(id, at.vendorUserId)).toBe('review_not_by_requester');
});

test('AZ-02 one person cannot review twice by direct SQL', async () => {
  const id = await pending();
  expect(await review(id, at.approverIds[0]!)).toBe('nothing');
  expect(await review(id, at.approverIds[0]!, { verdict: 'deny' })).toBe('review_one_per_person');
});

test('AZ-02 somebody who is no approver of the site cannot review by direct SQL', async () => {
  const id = await pending();
  const other = await buildPlant(database.database);
  const auditor = await addPerson(database.database, { roles: [{ role: 'auditor', siteId: at.siteId }] });
  expect(await review(id, other.approverIds[0]!)).toBe('review_by_approver');
  expect(await review(id, auditor)).toBe('review_by_approver');
});

test('a review cannot give more than was asked, nor be of another text', async () => {
  const id = await pending();
  const [by] = at.approverIds;
  expect(await review(id, by!, { opens: '-1 s' })).toBe('review_never_gives_more');
  expect(await review(id, by!, { closes: '1 s' })).toBe('review_never_gives_more');
  expect(await review(id, by!, { rights: ['shell', 'exec', 'root'] })).toBe('review_never_gives_more');
  expect(await review(id, by!, { sameText: false })).toBe('review_of_this_text');
  expect(await review(id, by!, { opens: '2 h', closes: '0 s' })).toBe('review_window_forward');
});

test.each(['approved', 'denied', 'withdrawn', 'expired'])(
  'a request that is %s takes no review',
  async (state) => {
    expect(await review(await inState(state), at.approverIds[1]!)).toBe('review_request_pending');
  },
);

test('a denial has a reason', async () => {
  const id = await pending();
  const statement = insertReview.replace(`'because'`, 'NULL');
  const values = [newId('rev'), id, at.approverIds[0], 'deny', '0 s', '0 s', ['shell'], true];
  expect(await refusedBy(statement, values)).toBe('review_denial_has_reason');
});

test('a review is never changed or deleted', async () => {
  const id = await inState('approved');
  expect(await refusedBy(`UPDATE review SET verdict = 'deny' WHERE request_id = $1`, [id])).toBe(
    'review_never_changed',
  );
  expect(await refusedBy('DELETE FROM review WHERE request_id = $1', [id])).toBe('review_never_changed');
});

const states = ['pending', 'approved', 'denied', 'withdrawn', 'expired'];
const finals = states.filter((state) => state !== 'pending');
test.each(finals.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to])))(
  'a request never goes from %s to %s',
  async (from, to) => {
    const id = await inState(from);
    expect(await refusedBy(`UPDATE access_request SET state = $2 WHERE id = $1`, [id, to])).toBe(
      'access_request_transition',
    );
  },
);

test('a request is not approved without an approval, nor against a denial', async () => {
  const approve = `UPDATE access_request SET state = 'approved', decided_at = now() WHERE id = $1`;
  const bare = await pending();
  expect(await refusedBy(approve, [bare])).toBe('access_request_approved_by_review');
  const denied = await pending();
  await review(denied, at.approverIds[0]!);
  await review(denied, at.approverIds[1]!, { verdict: 'deny' });
  expect(await refusedBy(approve, [denied])).toBe('access_request_approved_by_review');
});

test.each([
  `purpose = 'other'`,
  `rights = '{shell}'`,
  `opens_at = opens_at - interval '1 h'`,
  `closes_at = closes_at + interval '1 h'`,
  `content_hash = sha256('x')`,
  `requester_id = (SELECT id FROM person WHERE id <> requester_id LIMIT 1)`,
  `planned_change = NOT planned_change`,
  `work_order = 'other'`,
])('what was asked never changes: %s', async (change) => {
  const id = await pending();
  expect(await refusedBy(`UPDATE access_request SET ${change} WHERE id = $1`, [id])).toBe(
    'access_request_text_fixed',
  );
});

test('a request and its targets are never deleted, and its targets never changed', async () => {
  const id = await pending();
  expect(await refusedBy('DELETE FROM access_request WHERE id = $1', [id])).toBe(
    'access_request_never_changed',
  );
  expect(
    await refusedBy(`UPDATE access_request_target SET resolved = '{}' WHERE request_id = $1`, [id]),
  ).toBe('access_request_target_never_changed');
  expect(await refusedBy('DELETE FROM access_request_target WHERE request_id = $1', [id])).toBe(
    'access_request_target_never_changed',
  );
});

const insertGrant = `
  INSERT INTO access_grant (id, request_id, target_id, person_id, site_id, rights, opens_at, closes_at, approved, permit_hash, created_at)
  SELECT $1, q.id, t.target_id, coalesce($3, q.requester_id), q.site_id, $4::text[], q.opens_at + $5::interval,
    q.closes_at + $6::interval, '{}', sha256('x'), now()
  FROM access_request q JOIN access_request_target t ON t.request_id = q.id WHERE q.id = $2`;

test.each(['pending', 'denied', 'withdrawn', 'expired'])(
  'a request that is %s opens no grant',
  async (state) => {
    const values = [newId('grant'), await inState(state), null, ['shell'], '0 s', '0 s'];
    expect(await refusedBy(insertGrant, values)).toBe('access_grant_request_approved');
  },
);

test('a grant never gives more than was asked, is for the requester, and there is one per target', async () => {
  const id = await inState('approved');
  const grant = (person: string | null, rights: string[], opens: string, closes: string): Promise<string> =>
    refusedBy(insertGrant, [newId('grant'), id, person, rights, opens, closes]);
  expect(await grant(at.approverIds[0]!, ['shell'], '0 s', '0 s')).toBe('access_grant_within_request');
  expect(await grant(null, ['shell', 'root'], '0 s', '0 s')).toBe('access_grant_within_request');
  expect(await grant(null, ['shell'], '-1 s', '0 s')).toBe('access_grant_within_request');
  expect(await grant(null, ['shell'], '0 s', '1 s')).toBe('access_grant_within_request');
  expect(await grant(null, ['shell'], '0 s', '0 s')).toBe('access_grant_one_per_target');
});

test.each([
  ['closed', 'open'],
  ['closed', 'scheduled'],
  ['open', 'scheduled'],
])('a grant never goes from %s to %s', async (from, to) => {
  const id = await inState('approved');
  if (from === 'closed')
    await sql(
      `UPDATE access_grant SET state = 'closed', close_reason = 'ended', closed_at = now() WHERE request_id = $1`,
      [id],
    );
  expect(
    await refusedBy(
      `UPDATE access_grant SET state = $2, close_reason = NULL, closed_at = NULL WHERE request_id = $1`,
      [id, to],
    ),
  ).toBe('access_grant_transition');
});

test.each([
  `closes_at = closes_at + interval '1 s'`,
  `opens_at = opens_at - interval '1 s'`,
  `rights = '{shell,exec,root}'`,
  `permit_hash = sha256('x')`,
  `approved = '{}'`,
  `person_id = (SELECT id FROM person WHERE id <> person_id LIMIT 1)`,
])('SE-17 a grant never changes: %s', async (change) => {
  const id = await inState('approved');
  expect(await refusedBy(`UPDATE access_grant SET ${change} WHERE request_id = $1`, [id])).toBe(
    'access_grant_text_fixed',
  );
});

test('a grant is closed with a reason and a time, or not at all, and never deleted', async () => {
  const id = await inState('approved');
  expect(await refusedBy(`UPDATE access_grant SET state = 'closed' WHERE request_id = $1`, [id])).toBe(
    'access_grant_closed_with_reason',
  );
  expect(await refusedBy('DELETE FROM access_grant WHERE request_id = $1', [id])).toBe(
    'access_grant_never_changed',
  );
});

test('a connect ticket never lives longer than a minute', async () => {
  const id = await inState('approved');
  expect(
    await refusedBy(
      `INSERT INTO connect_ticket (id, token_hash, grant_id, person_id, protocol, factor_at, created_at, expires_at)
       SELECT 'tick', 'x', id, person_id, 'ssh', now(), now(), now() + interval '61 s' FROM access_grant WHERE request_id = $1`,
      [id],
    ),
  ).toBe('connect_ticket_short');
});

test('an NT hash stands beside the live ticket of an RDP client, and nowhere else', async () => {
  const id = await inState('approved');
  const add = (protocol: string, door: string, usedAt: string) =>
    refusedBy(
      `INSERT INTO connect_ticket (id, token_hash, grant_id, person_id, protocol, door, used_at, sealed_nt_hash, factor_at,
         created_at, expires_at)
       SELECT 'tick', 'x', id, person_id, '${protocol}', '${door}', ${usedAt}, 'sealed', now(), now(), now()
       FROM access_grant WHERE request_id = $1`,
      [id],
    );
  for (const [protocol, door, usedAt] of [
    ['rdp', 'web', 'NULL'],
    ['vnc', 'viewer', 'NULL'],
    ['rdp', 'viewer', 'now()'],
  ] as const)
    expect(await add(protocol, door, usedAt)).toBe('connect_ticket_nt_hash_of_live');
});

test('audit entries are never changed, deleted or truncated, and their hash is that of their bytes', async () => {
  const id = await pending();
  const where = `WHERE subjects @> jsonb_build_object('request', '${id}')`;
  expect(await refusedBy(`UPDATE audit_entry SET kind = 'x' ${where}`)).toBe('audit_entry_never_changed');
  expect(await refusedBy(`DELETE FROM audit_entry ${where}`)).toBe('audit_entry_never_changed');
  expect(await refusedBy('TRUNCATE audit_entry')).toBe('audit_entry_never_changed');
  expect(
    await refusedBy(
      `INSERT INTO audit_entry (kind, occurred_at, subjects, canonical, leaf_hash) VALUES ('x', now(), '{}', 'a', sha256('a'))`,
    ),
  ).toBe('audit_entry_leaf_hash_matches');
});

test('revocations and policy revisions are never changed', async () => {
  await sql(
    `INSERT INTO revocation (scope, scope_id, reason, made_at) VALUES ('site', $1, 'locked', now())`,
    [at.siteId],
  );
  expect(await refusedBy('DELETE FROM revocation WHERE scope_id = $1', [at.siteId])).toBe(
    'revocation_never_changed',
  );
  expect(await refusedBy(`UPDATE revocation SET reason = 'revoked' WHERE scope_id = $1`, [at.siteId])).toBe(
    'revocation_never_changed',
  );
  await sql(
    `INSERT INTO policy_revision (policy_id, revision, constraints, made_by, made_at) VALUES ($1, 1, '{}', 'x', now())`,
    [at.policyId],
  );
  expect(
    await refusedBy(`UPDATE policy_revision SET constraints = '[]' WHERE policy_id = $1`, [at.policyId]),
  ).toBe('policy_revision_never_changed');
});

test('two policies in force cannot cover the same part of a site', async () => {
  expect(
    await refusedBy(
      `INSERT INTO policy (id, site_id, name, constraints, created_at, changed_at) VALUES ('pol', $1, 'second', '{}', now(), now())`,
      [at.siteId],
    ),
  ).toBe('policy_one_per_scope');
});

const confirmationStates = ['waiting', 'confirmed', 'refused', 'spent', 'void'];
const confirmationSteps = [
  'waiting confirmed',
  'waiting refused',
  'waiting void',
  'confirmed spent',
  'confirmed void',
];

async function confirmationIn(
  state: string,
  more: { life?: string; factor?: string; handle?: string } = {},
): Promise<string> {
  const id = newId('conf');
  const answered = state === 'waiting' || state === 'void' ? null : '1 s';
  const refused = await refusedBy(
    `INSERT INTO sign_in_confirmation (id, person_id, code_hash, node_id, wire_id, source, state, created_at, expires_at,
       answered_at, factor_at, handle)
     VALUES ($1, $2, sha256(convert_to($7, 'UTF8')), 'node', $7, '192.0.2.7', $3, now(), now() + $4::interval,
       now() + $5::interval, now() + $6::interval, $8)`,
    [
      id,
      at.vendorUserId,
      state,
      more.life ?? '2 minutes',
      answered,
      more.factor ?? answered,
      `wire of ${id}`,
      more.handle ?? null,
    ],
  );
  return refused === 'nothing' ? id : refused;
}

test.each(
  confirmationStates.flatMap((from) =>
    confirmationStates
      .filter((to) => to !== from && !confirmationSteps.includes(`${from} ${to}`))
      .map((to) => [from, to] as const),
  ),
)('a confirmation that is %s never becomes %s', async (from, to) => {
  const id = await confirmationIn(from);
  const change = `UPDATE sign_in_confirmation SET state = $2, answered_at = now(), factor_at = now() WHERE id = $1`;
  expect(await refusedBy(change, [id, to])).toBe('sign_in_confirmation_transition');
});

test('a confirmation names a machine as a person could type it, or none', async () => {
  for (const handle of ['Filler', 'a b', '-x', '', '\u0430', 'a'.repeat(64), '<b>'])
    expect(await confirmationIn('waiting', { handle })).toBe('sign_in_confirmation_handle_shape');
  expect(await confirmationIn('waiting', { handle: 'l2-fil02' })).toMatch(/^conf_/);
});

test('a confirmation lives two minutes, and its factor was given after it was asked', async () => {
  expect(await confirmationIn('waiting', { life: '121 s' })).toBe('sign_in_confirmation_short');
  expect(await confirmationIn('confirmed', { factor: '-1 ms' })).toBe(
    'sign_in_confirmation_factor_given_for_it',
  );
  expect(await confirmationIn('spent', { factor: '-1 ms' })).toBe('sign_in_confirmation_factor_given_for_it');
});

test.each([
  ['an account left out for SSH', `account = ''`, 'target_account_length'],
  ['a certificate for SSH', `pinned_host_key_type = 'x509'`, 'target_pin_of_protocol'],
  [
    'nothing to prove for SSH',
    `pinned_host_key = '', pinned_host_key_type = 'none', pinned_fingerprint = 'none'`,
    'target_pin_of_protocol',
  ],
  ['an empty key', `pinned_host_key = ''`, 'target_pin_none_is_empty'],
  ['a key that is called none', `pinned_fingerprint = 'none'`, 'target_pin_none_is_empty'],
  ['a host key for another protocol', `protocol = 'rdp'`, 'target_pin_of_protocol'],
  [
    'nothing to prove for RDP',
    `protocol = 'rdp', pinned_host_key = '', pinned_host_key_type = 'none', pinned_fingerprint = 'none'`,
    'target_rdp_pin_proves',
  ],
])('a target with %s is refused', async (_, change, constraint) => {
  expect(await refusedBy(`UPDATE target SET ${change} WHERE id = $1`, [at.targetId])).toBe(constraint);
});
