import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@gatehouse/kernel';
import type { GrantId, SessionId } from '@gatehouse/kernel';
import {
  PostgresEventLog,
  PostgresRevocationStore,
  PostgresSessionStore,
  PostgresUnitOfWork,
} from '@gatehouse/persistence';
import { buildPlant, FixedClock, startTestDatabase, Workflow } from '@gatehouse/testing';
import type { TestDatabase } from '@gatehouse/testing';
import {
  covers,
  keepGrants,
  newLatch,
  readLatches,
  removeLatch,
  withGrantOf,
  writeLatch,
} from '../session-host/kill-latch.js';
import { reportLatches } from './report-latches.js';

let testDatabase: TestDatabase;
let latchDirectory: string;

beforeAll(async () => {
  testDatabase = await startTestDatabase();
}, 60_000);
afterAll(() => testDatabase.stop());
beforeEach(() => {
  latchDirectory = mkdtempSync(join(tmpdir(), 'gh-latch-'));
});
afterEach(() => rmSync(latchDirectory, { recursive: true, force: true }));

function report(latches: Parameters<typeof reportLatches>[1]): Promise<number> {
  const uow = new PostgresUnitOfWork(testDatabase.database, (manager) => ({
    revocations: new PostgresRevocationStore(manager),
    sessions: new PostgresSessionStore(manager),
    events: new PostgresEventLog(manager),
  }));
  return reportLatches({ uow, clock: new FixedClock(), latchDirectory }, latches);
}

/** A session as it stands in the database while it runs. */
async function runningSession(): Promise<{ grantId: GrantId; sessionId: SessionId }> {
  const { database } = testDatabase;
  const clock = new FixedClock();
  const plant = await buildPlant(database);
  const workflow = new Workflow(database, clock);
  const request = await workflow.submit(plant);
  await workflow.review(request, plant.approverIds[0] ?? newId('per'));
  const [grant] = await workflow.grantsOf(request.text.id);
  if (!grant) throw new Error('no grant');
  const sessionId = newId('ses');
  await new PostgresSessionStore(database.manager).add({
    id: sessionId,
    grantId: grant.id,
    personId: grant.personId,
    targetId: grant.targetId,
    siteId: grant.siteId,
    nodeId: newId('node'),
    protocol: 'ssh',
    createdAt: clock.now(),
    endsBy: grant.window.closesAt,
  });
  return { grantId: grant.id, sessionId };
}

async function revocationsOf(scopeId: string): Promise<number> {
  const rows = await testDatabase.database.query<unknown[]>('SELECT 1 FROM revocation WHERE scope_id = $1', [
    scopeId,
  ]);
  return rows.length;
}

test('SE-18 a latch is written down once, and goes on blocking', async () => {
  const site = newId('site');
  await writeLatch(latchDirectory, newLatch({ site }, 'shift lead', new Date()));
  await report(await readLatches(latchDirectory));
  await report(await readLatches(latchDirectory));
  expect(await revocationsOf(site)).toBe(1);
  expect(await readLatches(latchDirectory)).toMatchObject([{ scope: { site }, reported: true }]);
});

test('SE-18 a latch that is lifted while it is written down stays lifted', async () => {
  const latch = newLatch({ all: true }, 'shift lead', new Date());
  await writeLatch(latchDirectory, latch);
  const seen = await readLatches(latchDirectory);
  expect(await removeLatch(latchDirectory, latch.name)).toBe(true);
  await report(seen);
  expect(await readLatches(latchDirectory)).toEqual([]);
  expect(readdirSync(latchDirectory)).toEqual([]);
});

test('SE-18 the grants a session kill finds while it is written down are blocked and written down too', async () => {
  const grant = newId('grant');
  const latch = newLatch({ session: newId('ses') }, 'shift lead', new Date());
  await writeLatch(latchDirectory, latch);
  const seen = await readLatches(latchDirectory);
  await writeLatch(latchDirectory, { ...latch, grants: [grant] });
  await report(seen);
  expect(await readLatches(latchDirectory)).toMatchObject([{ grants: [grant], reported: false }]);
  await report(await readLatches(latchDirectory));
  expect(await revocationsOf(grant)).toBe(1);
  expect(await readLatches(latchDirectory)).toMatchObject([{ grants: [grant], reported: true }]);
});

test('SE-18 a session kill whose host could not answer blocks and writes down the grant of the session', async () => {
  const { grantId, sessionId } = await runningSession();
  const latch = newLatch({ session: sessionId }, 'shift lead', new Date());
  await writeLatch(latchDirectory, latch);
  expect(await report(await readLatches(latchDirectory))).toBe(1);
  expect(await revocationsOf(grantId)).toBe(1);
  const latches = await readLatches(latchDirectory);
  expect(latches).toMatchObject([{ grants: [grantId], reported: true }]);
  expect(latches.some((each) => covers(each, { siteId: newId('site'), grantId }))).toBe(true);
  expect(await report(latches)).toBe(0);
  expect(await removeLatch(latchDirectory, latch.name)).toBe(true);
  expect(readdirSync(latchDirectory)).toEqual([]);
});

test('SE-18 a grant the control process knows is kept beside the latch, and never brings a lifted one back', async () => {
  const grant = newId('grant');
  const latch = newLatch({ session: newId('ses') }, 'shift lead', new Date());
  await writeLatch(latchDirectory, latch);
  const named = withGrantOf(latch, () => grant);
  await keepGrants(latchDirectory, named);
  expect(await readLatches(latchDirectory)).toMatchObject([{ grants: [grant], reported: false }]);
  await removeLatch(latchDirectory, latch.name);
  await keepGrants(latchDirectory, named);
  expect(readdirSync(latchDirectory)).toEqual([]);
});

test('a latch nobody can read is written down once, as one that covers everything', async () => {
  mkdirSync(latchDirectory, { recursive: true });
  writeFileSync(join(latchDirectory, 'torn.json'), '{"scope":');
  await report(await readLatches(latchDirectory));
  expect(await readLatches(latchDirectory)).toMatchObject([{ scope: { all: true }, reported: true }]);
});
