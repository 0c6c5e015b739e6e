import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@gatehouse/kernel';
import { PostgresEventLog, PostgresRevocationStore, PostgresUnitOfWork } from '@gatehouse/persistence';
import { FixedClock, startTestDatabase } from '@gatehouse/testing';
import type { TestDatabase } from '@gatehouse/testing';
import { newLatch, readLatches, removeLatch, writeLatch } from '../session-host/kill-latch.js';
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

function report(latches: Parameters<typeof reportLatches>[1]): Promise<void> {
  const uow = new PostgresUnitOfWork(testDatabase.database, (manager) => ({
    revocations: new PostgresRevocationStore(manager),
    events: new PostgresEventLog(manager),
  }));
  return reportLatches({ uow, clock: new FixedClock(), latchDirectory }, latches);
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

test('a latch nobody can read is written down once, as one that covers everything', async () => {
  mkdirSync(latchDirectory, { recursive: true });
  writeFileSync(join(latchDirectory, 'torn.json'), '{"scope":');
  await report(await readLatches(latchDirectory));
  expect(await readLatches(latchDirectory)).toMatchObject([{ scope: { all: true }, reported: true }]);
});
