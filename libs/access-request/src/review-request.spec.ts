import fc from 'fast-check';
import { DomainError, newId } from '@gatehouse/kernel';
import {
  FixedClock,
  Workflow,
  addPerson,
  addTarget,
  buildPlant,
  startTestDatabase,
} from '@gatehouse/testing';
import type { Plant, TestDatabase } from '@gatehouse/testing';

let test1: TestDatabase;
let clock: FixedClock;
let flow: Workflow;

beforeAll(async () => {
  test1 = await startTestDatabase();
}, 60_000);
afterAll(() => test1.stop());
beforeEach(() => {
  clock = new FixedClock('2026-03-02T08:00:00.000Z');
  flow = new Workflow(test1.database, clock);
});

const plant = (options: Parameters<typeof buildPlant>[1] = {}): Promise<Plant> =>
  buildPlant(test1.database, options);

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing was refused';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

test('an approved request opens one grant per target, and everything is on the audit trail', async () => {
  const at = await plant();
  const second = await addTarget(test1.database, at);
  const request = await flow.submit(at, { targetIds: [at.targetId, second.targetId] });
  await expect(flow.review(request, at.approverIds[0]!)).resolves.toEqual({
    state: 'approved',
    counted: 1,
    needed: 1,
  });
  const grants = await flow.grantsOf(request.text.id);
  expect(grants.map((grant) => grant.targetId).sort()).toEqual([at.targetId, second.targetId].sort());
  expect(grants.every((grant) => grant.state === 'open' && grant.personId === at.vendorUserId)).toBe(true);
  expect(await flow.auditOf(request.text.id)).toEqual([
    'request.submitted',
    'request.reviewed',
    'request.approved',
    'grant.opened',
    'grant.opened',
  ]);
});

test('AZ-02 the requester never reviews, also not as an approver of the site, and the try is on the audit trail', async () => {
  const at = await plant();
  await test1.database.query(
    `INSERT INTO role_assignment (person_id, role, site_id, created_at) VALUES ($1, 'approver', $2, now())`,
    [at.vendorUserId, at.siteId],
  );
  const request = await flow.submit(at);
  expect(await codeOf(flow.review(request, at.vendorUserId))).toBe('reviewer-is-requester');
  expect(await codeOf(flow.review(request, at.vendorUserId, {}, { by: { sites: 'all' } }))).toBe(
    'reviewer-is-requester',
  );
  const colleague = await addPerson(test1.database, {
    vendorId: at.vendorId,
    roles: [{ role: 'approver', siteId: at.siteId }],
  });
  expect(await codeOf(flow.review(request, colleague, {}, { by: { isVendor: true } }))).toBe(
    'not-a-reviewer',
  );
  // Even when the door believes that they are of the plant, the count does not.
  expect(await codeOf(flow.review(request, colleague))).toBe('not-a-reviewer');
  expect(await flow.stateOf(request.text.id)).toBe('pending');
  expect(await flow.auditOf(request.text.id)).toEqual([
    'request.submitted',
    'request.review-refused',
    'request.review-refused',
    'request.review-refused',
    'request.review-refused',
  ]);
});

test('an approver of another site gets the answer of a request that does not exist', async () => {
  const at = await plant();
  const other = await plant();
  const request = await flow.submit(at);
  expect(
    await codeOf(flow.review(request, other.approverIds[0]!, {}, { by: { sites: [other.siteId] } })),
  ).toBe('not-found');
  expect(await codeOf(flow.review(request, at.approverIds[0]!, {}, { requestId: newId('req') }))).toBe(
    'not-found',
  );
});

test('N of M: one person counts once, and what is given is what all approvers gave', async () => {
  const at = await plant({
    approvers: 3,
    constraints: { reviewersNeeded: [{ role: 'approver', count: 2 }] },
  });
  const [one, two] = at.approverIds;
  const request = await flow.submit(at, { window: flow.window(0, 120) });
  expect(await flow.review(request, one!, { window: flow.window(30, 120) })).toEqual({
    state: 'pending',
    counted: 1,
    needed: 2,
  });
  expect(await codeOf(flow.review(request, one!))).toBe('already-reviewed');
  expect(await codeOf(flow.review(request, two!, { window: flow.window(0, 30) }))).toBe('invalid-input');
  expect(await flow.review(request, two!, { window: flow.window(0, 60), rights: ['shell'] })).toMatchObject({
    state: 'approved',
  });
  const [grant] = await flow.grantsOf(request.text.id);
  expect(grant).toMatchObject({ window: flow.window(30, 60), rights: ['shell'], state: 'scheduled' });
});

test.each([
  ['a longer end', { closes: 61 }],
  ['an earlier beginning', { opens: -1 }],
  ['an empty window', { opens: 30, closes: 30 }],
])(
  'approving with %s is refused',
  async (_, { opens = 0, closes = 60 }: { opens?: number; closes?: number }) => {
    const at = await plant();
    const request = await flow.submit(at);
    expect(
      await codeOf(flow.review(request, at.approverIds[0]!, { window: flow.window(opens, closes) })),
    ).toBe('invalid-input');
  },
);

test('rights that were not asked for cannot be given', async () => {
  const at = await plant();
  const request = await flow.submit(at, { rights: ['shell'] });
  expect(await codeOf(flow.review(request, at.approverIds[0]!, { rights: ['shell', 'exec'] }))).toBe(
    'invalid-input',
  );
});

test('a single denial denies, with its reason, and nothing opens', async () => {
  const at = await plant({ constraints: { reviewersNeeded: [{ role: 'approver', count: 2 }] } });
  const request = await flow.submit(at);
  await flow.review(request, at.approverIds[0]!);
  expect(await flow.review(request, at.approverIds[1]!, 'deny')).toMatchObject({ state: 'denied' });
  expect(await flow.grantsOf(request.text.id)).toEqual([]);
});

test('AZ-13 the first approval does not count when its approver lost the role before the last', async () => {
  const at = await plant({
    approvers: 3,
    constraints: { reviewersNeeded: [{ role: 'approver', count: 2 }] },
  });
  const [one, two, three] = at.approverIds;
  const request = await flow.submit(at);
  await flow.review(request, one!);
  await test1.database.query(`DELETE FROM role_assignment WHERE person_id = $1`, [one]);
  expect(await flow.review(request, two!)).toEqual({ state: 'pending', counted: 1, needed: 2 });
  expect(await flow.grantsOf(request.text.id)).toEqual([]);
  expect(await flow.review(request, three!)).toMatchObject({ state: 'approved', counted: 2 });
});

test('AZ-13 nor when that approver was suspended', async () => {
  const at = await plant({ constraints: { reviewersNeeded: [{ role: 'approver', count: 2 }] } });
  const request = await flow.submit(at);
  await flow.review(request, at.approverIds[0]!);
  await test1.database.query(`UPDATE person SET state = 'suspended' WHERE id = $1`, [at.approverIds[0]]);
  expect(await flow.review(request, at.approverIds[1]!)).toMatchObject({ state: 'pending' });
});

test('AZ-06 what was decided, withdrawn or expired cannot be approved any more', async () => {
  const at = await plant();
  const [one, two] = at.approverIds;
  const approved = await flow.submit(at);
  await flow.review(approved, one!);
  expect(await codeOf(flow.review(approved, two!))).toBe('request-not-pending');
  const denied = await flow.submit(at);
  await flow.review(denied, one!, 'deny');
  expect(await codeOf(flow.review(denied, two!))).toBe('request-not-pending');
  const withdrawn = await flow.submit(at);
  await flow.withdraw(withdrawn.text.id, at.vendorUserId);
  expect(await codeOf(flow.review(withdrawn, one!))).toBe('request-not-pending');
  expect(await codeOf(flow.withdraw(approved.text.id, at.vendorUserId))).toBe('request-not-pending');
  expect(await codeOf(flow.withdraw(approved.text.id, at.approverIds[0]!))).toBe('not-found');
  expect(await flow.grantsOf(denied.text.id)).toEqual([]);
  expect(await flow.grantsOf(approved.text.id)).toHaveLength(1);
});

test.each([
  ['its answer time', 30, 60],
  ['its window', 600, 60],
])('AZ-06 a request past %s is refused by the clock, whether or not a job ran', async (_, answer, closes) => {
  const at = await plant({ constraints: { answerWithinMinutes: answer } });
  const request = await flow.submit(at, { window: flow.window(0, closes) });
  clock.advanceMinutes(Math.min(answer, closes));
  expect(await codeOf(flow.review(request, at.approverIds[0]!))).toBe('request-not-pending');
  expect(await flow.stateOf(request.text.id)).toBe('expired');
  expect(await flow.auditOf(request.text.id)).toContain('request.expired');
  expect(await flow.grantsOf(request.text.id)).toEqual([]);
});

test('AZ-06 one millisecond before its answer time a request can still be approved', async () => {
  const at = await plant({ constraints: { answerWithinMinutes: 30 } });
  const request = await flow.submit(at);
  clock.advance(30 * 60_000 - 1);
  expect(await flow.review(request, at.approverIds[0]!)).toMatchObject({ state: 'approved' });
});

test('the job expires what nobody answered, once, and leaves the others', async () => {
  const at = await plant({ constraints: { answerWithinMinutes: 30 } });
  const late = await flow.submit(at);
  clock.advanceMinutes(20);
  const fresh = await flow.submit(at);
  clock.advanceMinutes(10);
  const [first, second] = await Promise.all([flow.expire(), flow.expire()]);
  expect([...first, ...second].filter((id) => id === late.text.id)).toHaveLength(1);
  expect(await flow.stateOf(late.text.id)).toBe('expired');
  expect(await flow.stateOf(fresh.text.id)).toBe('pending');
});

test('a review of another text than the one that was read is refused', async () => {
  const at = await plant();
  const request = await flow.submit(at);
  expect(await codeOf(flow.review(request, at.approverIds[0]!, {}, { contentHash: '0'.repeat(64) }))).toBe(
    'request-changed',
  );
});

test.each([
  ['address', `UPDATE target SET address = '192.0.2.99' WHERE id = $1`],
  ['port', `UPDATE target SET port = 2222 WHERE id = $1`],
  ['account', `UPDATE target SET account = 'root' WHERE id = $1`],
  ['host key', `UPDATE target SET pinned_fingerprint = 'SHA256:other' WHERE id = $1`],
  ['removal', `UPDATE target SET removed_at = now() WHERE id = $1`],
  [
    'entitlement',
    `DELETE FROM vendor_entitlement e USING target t WHERE t.asset_id = e.asset_id AND t.id = $1`,
  ],
  [
    'criticality',
    `UPDATE asset a SET criticality = 'critical' FROM target t WHERE t.asset_id = a.id AND t.id = $1`,
  ],
])('a change of the %s after submit makes the request one that cannot be approved', async (_, change) => {
  const at = await plant();
  const request = await flow.submit(at);
  await test1.database.query(change, [at.targetId]);
  expect(await codeOf(flow.review(request, at.approverIds[0]!))).toBe('request-changed');
  expect(await flow.review(request, at.approverIds[1]!, 'deny')).toMatchObject({ state: 'denied' });
});

test('the policy is asked again at review: less allowed refuses, more approvers needed refuses', async () => {
  const at = await plant();
  const request = await flow.submit(at);
  const change = (constraints: string): Promise<unknown> =>
    test1.database.query(`UPDATE policy SET constraints = constraints || $2::jsonb WHERE id = $1`, [
      at.policyId,
      constraints,
    ]);
  await change('{"rightsAllowed":["shell"]}');
  expect(await codeOf(flow.review(request, at.approverIds[0]!))).toBe('denied-by-policy');
  await change('{"rightsAllowed":["shell","exec"],"reviewersNeeded":[{"role":"approver","count":2}]}');
  expect(await codeOf(flow.review(request, at.approverIds[0]!))).toBe('request-changed');
  await test1.database.query(`UPDATE policy SET removed_at = now() WHERE id = $1`, [at.policyId]);
  expect(await codeOf(flow.review(request, at.approverIds[0]!))).toBe('policy-broken');
});

test.each([
  ['the site', `UPDATE site SET suspended_at = now() WHERE id = $1`, 'siteId', 'locked'],
  ['the target', `UPDATE target SET suspended_at = now() WHERE id = $1`, 'targetId', 'locked'],
  ['the firm', `UPDATE vendor_organisation SET suspended_at = now() WHERE id = $1`, 'vendorId', 'conflict'],
  ['the person', `UPDATE person SET state = 'suspended' WHERE id = $1`, 'vendorUserId', 'conflict'],
] as const)('while %s is blocked nothing can be approved', async (_, change, key, code) => {
  const at = await plant();
  const request = await flow.submit(at);
  await test1.database.query(change, [at[key]]);
  expect(await codeOf(flow.review(request, at.approverIds[0]!))).toBe(code);
});

test('a factor that is stale, or none, decides nothing', async () => {
  const at = await plant({ constraints: { factorFreshSeconds: 300 } });
  const request = await flow.submit(at);
  const [one] = at.approverIds;
  const factorAt = new Date(clock.now().getTime() - 300_001);
  expect(await codeOf(flow.review(request, one!, {}, { by: { factorAt } }))).toBe('fresh-factor-required');
  expect(await codeOf(flow.review(request, one!, {}, { by: { factorAt: null } }))).toBe(
    'fresh-factor-required',
  );
  const future = new Date(clock.now().getTime() + 1000);
  expect(await codeOf(flow.review(request, one!, {}, { by: { factorAt: future } }))).toBe(
    'fresh-factor-required',
  );
});

test('AZ-09 one approves while another denies, over and over: one final state, and no grant where it was denied', async () => {
  const at = await plant({ constraints: { answerWithinMinutes: 10_000 } });
  const [one, two] = at.approverIds;
  const rounds = process.env.LONG ? 500 : 50;
  let approvedRounds = 0;
  for (let round = 0; round < rounds; round += 1) {
    clock.advanceMinutes(61);
    const request = await flow.submit(at);
    const answers = await Promise.allSettled([
      flow.review(request, one!),
      flow.review(request, two!, 'deny'),
    ]);
    const state = await flow.stateOf(request.text.id);
    const grants = await flow.grantsOf(request.text.id);
    const reviews = await test1.database.query<{ verdict: string }[]>(
      'SELECT verdict FROM review WHERE request_id = $1',
      [request.text.id],
    );
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    expect(reviews).toHaveLength(1);
    expect([state, reviews[0]!.verdict, grants.length]).toEqual(
      state === 'approved' ? ['approved', 'approve', 1] : ['denied', 'deny', 0],
    );
    // The audit trail tells the same order: the review that counted stands before the refused one.
    const audit = await flow.auditOf(request.text.id);
    expect(audit.indexOf('request.reviewed')).toBeLessThan(audit.indexOf('request.review-refused'));
    if (state === 'approved') approvedRounds += 1;
  }
  expect(approvedRounds).toBeGreaterThan(0);
}, 300_000);

test('AZ-09 two approvers at once, two needed: both count, and the grant opens once', async () => {
  const at = await plant({ constraints: { reviewersNeeded: [{ role: 'approver', count: 2 }] } });
  for (let round = 0; round < 10; round += 1) {
    clock.advanceMinutes(10);
    const request = await flow.submit(at);
    const outcomes = await Promise.all(at.approverIds.map((id) => flow.review(request, id)));
    expect(outcomes.map((outcome) => outcome.state).sort()).toEqual(['approved', 'pending']);
    expect(await flow.grantsOf(request.text.id)).toHaveLength(1);
  }
});

test('AZ-09 one person pressing the button twice at once counts once', async () => {
  const at = await plant({ constraints: { reviewersNeeded: [{ role: 'approver', count: 2 }] } });
  const request = await flow.submit(at);
  const answers = await Promise.all([
    codeOf(flow.review(request, at.approverIds[0]!)),
    codeOf(flow.review(request, at.approverIds[0]!)),
  ]);
  expect(answers.sort()).toEqual(['already-reviewed', 'nothing was refused']);
  expect(await flow.stateOf(request.text.id)).toBe('pending');
});

test('whatever two approvers give, the grant never gives more than was asked or than either gave', async () => {
  const at = await plant({ constraints: { reviewersNeeded: [{ role: 'approver', count: 2 }] } });
  const part = fc.tuple(
    fc.integer({ min: 0, max: 119 }),
    fc.integer({ min: 1, max: 120 }),
    fc.subarray(['shell', 'exec'] as const, { minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(part, part, async (first, second) => {
      clock.advanceMinutes(300);
      const request = await flow.submit(at, { window: flow.window(0, 120) });
      const give = async ([opens, length, rights]: typeof first, by: number): Promise<string> =>
        codeOf(
          flow.review(request, at.approverIds[by]!, {
            window: flow.window(opens, Math.min(120, opens + length)),
            rights,
          }),
        );
      await give(first, 0);
      await give(second, 1);
      const [grant] = await flow.grantsOf(request.text.id);
      const from = Math.max(first[0], second[0]);
      const until = Math.min(120, first[0] + first[1], second[0] + second[1]);
      const rights = first[2].filter((right) => second[2].includes(right));
      if (from >= until || rights.length === 0) expect(grant).toBeUndefined();
      else expect(grant).toMatchObject({ window: flow.window(from, until), rights });
    }),
    { numRuns: 25 },
  );
}, 60_000);
