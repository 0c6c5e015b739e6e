import { DomainError } from '@gatehouse/kernel';
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
