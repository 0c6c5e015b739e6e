import { testSignIn } from '@gatehouse/directory';
import type { Administrator, SignInOutcome, Target } from '@gatehouse/directory';
import { newId } from '@gatehouse/kernel';
import type { PersonId, SiteId, TargetId } from '@gatehouse/kernel';
import { addTarget, buildPlant } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { startRecordedSession } from '../testing/recorded-session.js';
import { TestGateway } from '../testing/test-gateway.js';
import type { Json, TestClient } from '../testing/test-client.js';
import { directoryOperations } from '../wiring/directory-operations.js';

let gateway: TestGateway;
let admin: TestClient;
let adminId: PersonId;
let plant: Plant;
let station: TargetId;

beforeAll(async () => {
  gateway = await TestGateway.start();
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  adminId = person.id;
  admin = await gateway.openSession(person.id);
}, 60_000);
afterAll(() => gateway.stop());

beforeEach(async () => {
  plant = await buildPlant(gateway.database);
  station = (await addTarget(gateway.database, { ...plant, protocol: 'rdp' })).targetId;
  const made = await admin.post<Json>('/api/credentials', {
    ...{ siteId: plant.siteId, name: 'Operator', kind: 'password', secret: 'S3cret of the plant' },
  });
  await gateway.database.query('UPDATE target SET credential_id = $1 WHERE id = ANY($2)', [
    made.body.id,
    [station, plant.targetId],
  ]);
});

const by = (sites: 'all' | SiteId[] = 'all'): Administrator => ({
  ...{ personId: adminId, sites },
  actor: { kind: 'person', id: adminId, name: 'Marta', source: '127.0.0.1' },
});

/** What the administrator's press does, with a machine that answers like this; and what was asked of it. */
async function tryIt(
  outcome: SignInOutcome,
  targetId = station,
  who = by(),
): Promise<[SignInOutcome, Target[]]> {
  const asked: Target[] = [];
  const tester = {
    test: (target: Target) => {
      asked.push(target);
      return Promise.resolve(outcome);
    },
  };
  const deps = directoryOperations(gateway.database, gateway.clock, gateway.context.secretBox);
  return [await testSignIn({ ...deps, tester }, who, targetId), asked];
}

const change = (columns: string, id = station) =>
  gateway.database.query(`UPDATE target SET ${columns} WHERE id = $1`, [id]);

const accepted: SignInOutcome = { outcome: 'accepted' };

test.each<SignInOutcome>([
  accepted,
  { outcome: 'credential-not-accepted', detail: 'the account is locked' },
  { outcome: 'unreachable', detail: 'connection refused' },
  { outcome: 'no-answer', detail: 'nobody was signed in within 30 seconds' },
])('a test stands on the audit trail with how it came out: %j', async (outcome) => {
  const [answer, asked] = await tryIt(outcome);
  expect(answer).toEqual(outcome);
  expect(asked.map(({ id }) => id)).toEqual([station]);
  const entry = (await gateway.auditEntries('target.sign-in-tested')).at(-1);
  expect(entry).toMatchObject({
    actor: { id: adminId },
    data: { outcome: outcome.outcome, detail: 'detail' in outcome ? outcome.detail : null },
  });
  expect(JSON.stringify(entry)).not.toContain('S3cret');
});

test('another certificate than the confirmed one waits for an administrator, as when a session meets it', async () => {
  const observed = { keyType: 'x509', key: Buffer.from('another'), fingerprint: 'SHA256:another' };
  await tryIt({
    ...{ outcome: 'identity-mismatch', detail: 'it showed SHA256:another' },
    ...{ owner: { kind: 'target', id: station }, observed },
  });
  const { items } = (await admin.get<{ items: Json[] }>('/api/host-keys?state=waiting')).body;
  expect(items).toEqual([expect.objectContaining({ fingerprint: 'SHA256:another', keyType: 'x509' })]);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'whose identity nobody confirmed',
    () =>
      change(
        'pinned_host_key = NULL, pinned_host_key_type = NULL, pinned_fingerprint = NULL, pinned_by = NULL, pinned_at = NULL',
      ),
    'Confirm the identity',
  ],
  ['that is blocked', () => change('suspended_at = now()'), 'is blocked'],
  ['without a credential', () => change('credential_id = NULL'), 'Choose a credential'],
])('a machine %s is not dialled', async (_what, make, words) => {
  await make();
  const before = (await gateway.auditEntries('target.sign-in-tested')).length;
  await expect(tryIt(accepted)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(words) as string,
  });
  expect((await gateway.auditEntries('target.sign-in-tested')).length).toBe(before);
});

test('a machine is left alone while a session runs on it, which would lose its desktop', async () => {
  const session = await startRecordedSession(gateway, 'ssh');
  const [row] = await gateway.database.query<{ target_id: TargetId; site_id: SiteId }[]>(
    'SELECT target_id, site_id FROM session WHERE id = $1',
    [session.sessionId],
  );
  const made = await admin.post<Json>('/api/credentials', {
    ...{ siteId: row!.site_id, name: 'Service', kind: 'password', secret: 'x' },
  });
  await change(`credential_id = '${String(made.body.id)}'`, row!.target_id);
  await expect(tryIt(accepted, row!.target_id)).rejects.toMatchObject({
    message: expect.stringContaining('A session runs') as string,
  });
  await session.seal();
});

test('a machine of another site is none, and one that could not be tried says so', async () => {
  await expect(tryIt(accepted, station, by([newId('site')]))).rejects.toMatchObject({ code: 'not-found' });
  // This node runs no session host, so nobody is there who may speak to a machine.
  const answer = await admin.post<Json>(`/api/targets/${station}/sign-in-test`, {});
  expect([answer.status, answer.text.includes('could not be tried')]).toEqual([409, true]);
});

test('only an administrator tries, with a code of now', async () => {
  const approver = await gateway.openSession(plant.approverIds[0]!);
  expect((await approver.post(`/api/targets/${station}/sign-in-test`, {})).status).toBe(403);
  gateway.clock.advance(301_000);
  const answer = await admin.post<Json>(`/api/targets/${station}/sign-in-test`, {});
  expect(answer.body['code']).toBe('fresh-factor-required');
});
