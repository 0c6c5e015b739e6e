import {
  createCredential,
  createEnvelope,
  createSealedCertificateSigner,
  createSealedCredentialStore,
  makeCertificateAuthority,
} from '@gatehouse/credential';
import type { Principal } from '@gatehouse/identity';
import { newId } from '@gatehouse/kernel';
import type { ChannelRight, GrantId, NodeId, SessionId } from '@gatehouse/kernel';
import { PostgresCredentialRows, PostgresEventLog, PostgresUnitOfWork } from '@gatehouse/persistence';
import {
  authorizeConnection,
  isConnectRefusal,
  requestSessionEnd,
  terminateSession,
} from '@gatehouse/session';
import type { AuthorizeDeps, ConnectRefusal, ConnectWish, PermitContent } from '@gatehouse/session';
import { buildPlant, FixedClock, startTestDatabase, Workflow } from '@gatehouse/testing';
import type { TestDatabase } from '@gatehouse/testing';
import { Authority } from './authority.js';
import { RevocationReader } from './revocation-reader.js';
import type { EndOrder } from './revocation-reader.js';
import { sessionOperations } from '../wiring/session-operations.js';

type Plant = Awaited<ReturnType<typeof buildPlant>>;

let testDatabase: TestDatabase;
let clock: FixedClock;
let plant: Plant;
let workflow: Workflow;
let grantId: GrantId;
let deps: AuthorizeDeps;
let nodeId: NodeId;

beforeAll(async () => {
  testDatabase = await startTestDatabase();
}, 60_000);
afterAll(() => testDatabase.stop());
beforeEach(async () => {
  nodeId = newId('node');
  const { database } = testDatabase;
  clock = new FixedClock(new Date());
  plant = await buildPlant(database);
  workflow = new Workflow(database, clock);
  const box = createEnvelope(Buffer.alloc(32, 7));
  deps = {
    uow: sessionOperations(database, clock).uow,
    credentials: createSealedCredentialStore(
      {
        uow: new PostgresUnitOfWork(database, (manager) => ({
          credentials: new PostgresCredentialRows(manager),
          events: new PostgresEventLog(manager),
        })),
        clock,
        box,
      },
      createSealedCertificateSigner(makeCertificateAuthority(box), box),
    ),
    clock,
    secretBox: box,
    nodeId,
    standing: () => null,
  };
  const request = await workflow.submit(plant);
  await workflow.review(request, plant.approverIds[0] ?? newId('per'));
  const [grant] = await workflow.grantsOf(request.text.id);
  if (!grant) throw new Error('no grant');
  grantId = grant.id;
});

function principal(changed: Partial<Principal> = {}): Principal {
  return {
    personId: plant.vendorUserId,
    login: 'ana',
    displayName: 'Ana',
    vendorOrganisationId: plant.vendorId,
    roles: [{ role: 'vendor-user', siteId: plant.siteId }],
    factorAt: clock.now(),
    source: '127.0.0.1',
    ...changed,
  };
}

async function connect(changed: Partial<ConnectWish> = {}): Promise<PermitContent | ConnectRefusal> {
  const answer = await authorizeConnection(deps, {
    principal: principal(),
    grant: { handle: plant.handle },
    right: 'shell',
    clientLeg: 'ssh',
    wireId: 'wire-1',
    ...changed,
  });
  return isConnectRefusal(answer) ? answer : answer.spend();
}

async function permit(): Promise<PermitContent> {
  const answer = await connect();
  if ('code' in answer) throw new Error(answer.code);
  return answer;
}

async function auditKinds(): Promise<string[]> {
  const rows = await testDatabase.database.query<{ kind: string }[]>(
    'SELECT kind FROM audit_entry WHERE site_id = $1 ORDER BY id',
    [plant.siteId],
  );
  return rows.map((row) => row.kind);
}

test('an open grant connects, and leaves session, connection, recording and audit entry', async () => {
  const content = await permit();
  expect(content).toMatchObject({ grantId, wireId: 'wire-1', idleSeconds: 900, recordInput: false });
  const [row] = await testDatabase.database.query<{ state: string; recordings: string }[]>(
    `SELECT state, (SELECT count(*) FROM recording r WHERE r.session_id = s.id) AS recordings FROM session s WHERE id = $1`,
    [content.sessionId],
  );
  expect(row).toEqual({ state: 'pending', recordings: '1' });
  expect(await auditKinds()).toContain('connection.authorized');
});

test('SE-16 of ten connects at once under one grant, one gets a permit, twenty times over', async () => {
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => connect()));
    const permits = answers.filter((answer): answer is PermitContent => !('code' in answer));
    expect(permits).toHaveLength(1);
    expect(new Set(answers.flatMap((answer) => ('code' in answer ? [answer.code] : [])))).toEqual(
      new Set(['GH-IN-USE']),
    );
    await terminateSession(deps, permits[0]?.sessionId as SessionId, {
      reason: 'client-left',
      detail: null,
      disconnectVerified: true,
      bytes: null,
    });
  }
}, 30_000);

test.each([
  ['before its time', () => clock.setWall(new Date(clock.now().getTime() - 3_600_000)), 'GH-NOT-YET'],
  ['after its end', () => clock.advanceMinutes(61), 'GH-EXPIRED'],
  ['revoked', () => workflow.revoke(grantId, plant.approverIds[0] ?? newId('per')), 'GH-REVOKED'],
  ['with its address changed', () => change('target', `address = '10.9.9.9'`, plant.targetId), 'GH-CHANGED'],
  ['with its account changed', () => change('target', `account = 'root'`, plant.targetId), 'GH-CHANGED'],
  ['with the target suspended', () => change('target', 'suspended_at = now()', plant.targetId), 'GH-LOCKED'],
  ['with the target removed', () => change('target', 'removed_at = now()', plant.targetId), 'GH-CHANGED'],
  ['with the site suspended', () => change('site', 'suspended_at = now()', plant.siteId), 'GH-LOCKED'],
  [
    'with the firm suspended',
    () => change('vendor_organisation', 'suspended_at = now()', plant.vendorId),
    'GH-LOCKED',
  ],
  [
    'with the person suspended',
    () => change('person', `state = 'suspended'`, plant.vendorUserId),
    'GH-LOCKED',
  ],
  [
    'without a confirmed host key',
    () =>
      change(
        'target',
        'pinned_host_key = NULL, pinned_fingerprint = NULL, pinned_host_key_type = NULL',
        plant.targetId,
      ),
    'GH-IDENTITY',
  ],
])('a grant %s does not connect, and says so', async (_what, act, code) => {
  await Promise.resolve(act());
  const answer = await connect({ principal: principal({ factorAt: clock.now() }) });
  expect(answer).toMatchObject({ code });
  expect(await auditKinds()).toContain('connection.refused');
});

function change(table: string, set: string, id: string): Promise<unknown> {
  return testDatabase.database.query(`UPDATE ${table} SET ${set} WHERE id = $1`, [id]);
}

test('an old factor, a missing one and a right that was not given are refused', async () => {
  const old = new Date(clock.now().getTime() - 301_000);
  expect(await connect({ principal: principal({ factorAt: old }) })).toMatchObject({ code: 'GH-FACTOR' });
  expect(await connect({ principal: principal({ factorAt: null }) })).toMatchObject({ code: 'GH-FACTOR' });
});

test('nobody connects under the grant of another person, and learns nothing from the answer', async () => {
  const stranger = principal({ personId: newId('per') });
  const real = await connect({ principal: stranger });
  const unknown = await connect({ principal: stranger, grant: { handle: 'no-such-machine' } });
  expect(real).toMatchObject({ code: 'GH-NO-ACCESS' });
  expect(unknown).toMatchObject({ code: 'GH-NO-ACCESS' });
  expect(await connect({ principal: stranger, grant: { id: grantId } })).toMatchObject({
    code: 'GH-NO-ACCESS',
  });
});

test('a node that cannot be sure of its authority refuses', async () => {
  const authority = new Authority(clock);
  deps = { ...deps, standing: (about) => authority.standing(about) };
  clock.advance(10_001);
  expect(await connect()).toMatchObject({ code: 'GH-STALE' });
  authority.read(new Date(clock.now().getTime() + 3_000), clock.now());
  expect(await connect()).toMatchObject({ code: 'GH-STALE' });
  authority.read(clock.now(), clock.now());
  await permit();
});

describe('revocations', () => {
  let orders: EndOrder[];
  let reader: RevocationReader;

  beforeEach(async () => {
    orders = [];
    const { uow } = sessionOperations(testDatabase.database, clock);
    reader = new RevocationReader(uow, clock, nodeId, new Authority(clock), (order) => orders.push(order));
    await reader.read();
  });

  test('SE-02 a revoked grant ends its session at the next look, with who did it', async () => {
    const content = await permit();
    const approver = plant.approverIds[0] ?? newId('per');
    await workflow.revoke(grantId, approver, 'Stop now');
    await reader.read();
    expect(orders).toEqual([
      {
        sessionId: content.sessionId,
        reason: 'revoked',
        detail: 'grant revoked',
        text: 'Stop now',
        endedBy: approver,
      },
    ]);
  });

  test('a row that is committed late, below numbers already read, is still acted upon', async () => {
    const content = await permit();
    const late = testDatabase.database.createQueryRunner();
    await late.connect();
    await late.startTransaction();
    await late.query(
      `INSERT INTO revocation (scope, scope_id, reason, made_at) VALUES ('site', $1, 'locked', $2)`,
      [plant.siteId, clock.now()],
    );
    await testDatabase.database.query(
      `INSERT INTO revocation (scope, scope_id, reason, made_at) VALUES ('session', 'ses_other', 'revoked', $1)`,
      [clock.now()],
    );
    await reader.read();
    expect(orders).toEqual([]);
    await late.commitTransaction();
    await late.release();
    await reader.read();
    expect(orders[0]).toMatchObject({ sessionId: content.sessionId, reason: 'locked' });
  });

  test('a block that was lifted before does not end a session authorised after it', async () => {
    await testDatabase.database.query(
      `INSERT INTO revocation (scope, scope_id, reason, made_at) VALUES ('person', $1, 'locked', $2)`,
      [plant.vendorUserId, clock.now()],
    );
    clock.advance(6_000);
    await permit();
    await reader.read();
    expect(orders).toEqual([]);
  });

  test('the end by the plant takes the grant with it; the person who ends the own session keeps it', async () => {
    const own = await permit();
    const operations = sessionOperations(testDatabase.database, clock);
    const by = { personId: plant.vendorUserId, actor: { kind: 'person', id: plant.vendorUserId } } as const;
    await requestSessionEnd(operations, { sessionId: own.sessionId, by, sites: [], text: null });
    await reader.read();
    expect(orders[0]).toMatchObject({ sessionId: own.sessionId, endedBy: plant.vendorUserId });
    await terminateSession(deps, own.sessionId, {
      reason: 'revoked',
      detail: null,
      disconnectVerified: true,
      bytes: null,
    });
    clock.advance(6_000);
    const again = await permit();
    const approver = plant.approverIds[0] ?? newId('per');
    await requestSessionEnd(operations, {
      sessionId: again.sessionId,
      by: { personId: approver, actor: { kind: 'person', id: approver } },
      sites: [plant.siteId],
      text: null,
    });
    await terminateSession(deps, again.sessionId, {
      reason: 'revoked',
      detail: null,
      disconnectVerified: true,
      bytes: null,
    });
    expect(await connect()).toMatchObject({ code: 'GH-REVOKED' });
  });

  test('somebody else cannot end it, and is not told that it exists', async () => {
    const content = await permit();
    const stranger = newId('per');
    const by = { personId: stranger, actor: { kind: 'person', id: stranger } } as const;
    await expect(
      requestSessionEnd(sessionOperations(testDatabase.database, clock), {
        sessionId: content.sessionId,
        by,
        sites: [newId('site')],
        text: null,
      }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

test.each<[ChannelRight[], string]>([
  [['view'], 'looking'],
  [['view', 'control'], 'whole'],
  [['view', 'clipboard-out'], 'whole'],
  [['view', 'clipboard-in'], 'whole'],
])('a screen with %j is signed in to with the password for %s', async (rights, expected) => {
  const { database } = testDatabase;
  const uow = new PostgresUnitOfWork(database, (manager) => ({
    credentials: new PostgresCredentialRows(manager),
    events: new PostgresEventLog(manager),
  }));
  const by = {
    personId: plant.approverIds[0]!,
    sites: 'all',
    actor: { kind: 'system', name: 'test' },
  } as const;
  const make = (secret: string) =>
    createCredential({ uow, clock, box: createEnvelope(Buffer.alloc(32, 7)) }, by, {
      ...{ siteId: plant.siteId, name: secret, kind: 'password', secret },
    });
  const [whole, looking] = [await make('whole'), await make('looking')];
  await database.query(
    `UPDATE target SET protocol = 'vnc', port = 5900, account = '', pinned_host_key = '', pinned_host_key_type = 'none',
       pinned_fingerprint = 'none', credential_id = $2, settings = $3 WHERE id = $1`,
    [
      plant.targetId,
      whole.id,
      JSON.stringify({ protection: 'any', framesPerSecond: 15, viewOnlyCredentialId: looking.id }),
    ],
  );
  await database.query(
    `UPDATE policy SET constraints = jsonb_set(constraints, '{rightsAllowed}', $2) WHERE site_id = $1`,
    [plant.siteId, JSON.stringify(rights)],
  );
  const request = await workflow.submit(plant, { rights });
  await workflow.review(request, plant.approverIds[0]!);
  const [grant] = await workflow.grantsOf(request.text.id);
  const answer = await connect({ grant: { id: grant!.id }, right: 'view', clientLeg: 'web' });
  if ('code' in answer) throw new Error(answer.code);
  expect(answer.credential?.secret.toString()).toBe(expected);
});
