import {
  createEnvelope,
  createSealedCertificateSigner,
  createSealedCredentialStore,
  makeCertificateAuthority,
} from '@gatehouse/credential';
import type { Principal } from '@gatehouse/identity';
import { newId } from '@gatehouse/kernel';
import type { GrantId, NodeId, PersonId, SessionId } from '@gatehouse/kernel';
import { PostgresCredentialRows, PostgresEventLog, PostgresUnitOfWork } from '@gatehouse/persistence';
import {
  authorizeConnection,
  freezeSession,
  isConnectRefusal,
  messageSession,
  terminateSession,
  unfreezeSession,
} from '@gatehouse/session';
import type { AuthorizeDeps, ConnectRefusal, PermitContent, PlantOrder } from '@gatehouse/session';
import { buildPlant, FixedClock, startTestDatabase, Workflow } from '@gatehouse/testing';
import type { TestDatabase } from '@gatehouse/testing';
import type { WatchedSessionOrders } from '../session-host/host-messages.js';
import { sessionOperations } from '../wiring/session-operations.js';
import type { SessionOperations } from '../wiring/session-operations.js';
import { SupervisionOrders } from './supervision-orders.js';
import { Watchers } from './watchers.js';

type Plant = Awaited<ReturnType<typeof buildPlant>>;

let testDatabase: TestDatabase;
let clock: FixedClock;
let plant: Plant;
let grantId: GrantId;
let deps: AuthorizeDeps;
let operations: SessionOperations;
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
  operations = sessionOperations(database, clock);
  const box = createEnvelope(Buffer.alloc(32, 7));
  deps = {
    uow: operations.uow,
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
  const workflow = new Workflow(database, clock);
  const request = await workflow.submit(plant);
  await workflow.review(request, approverId());
  const [grant] = await workflow.grantsOf(request.text.id);
  if (!grant) throw new Error('no grant');
  grantId = grant.id;
});

function approverId(): PersonId {
  const [id] = plant.approverIds;
  if (!id) throw new Error('no approver');
  return id;
}

async function connect(): Promise<PermitContent | ConnectRefusal> {
  const principal: Principal = {
    personId: plant.vendorUserId,
    login: 'ana',
    displayName: 'Ana',
    vendorOrganisationId: plant.vendorId,
    roles: [{ role: 'vendor-user', siteId: plant.siteId }],
    factorAt: clock.now(),
    source: '127.0.0.1',
  };
  const wish = { principal, grant: { id: grantId }, right: 'shell', clientLeg: 'ssh', wireId: 'w' } as const;
  const answer = await authorizeConnection(deps, wish);
  return isConnectRefusal(answer) ? answer : answer.spend();
}

async function liveSession(): Promise<SessionId> {
  const answer = await connect();
  if ('code' in answer) throw new Error(answer.code);
  return answer.sessionId;
}

const orderFor = (sessionId: SessionId, personId = approverId()): PlantOrder => ({
  sessionId,
  by: { personId, actor: { kind: 'person', id: personId } },
  sites: [plant.siteId],
});

const end = (id: SessionId): Promise<boolean> =>
  terminateSession(deps, id, {
    reason: 'client-left',
    detail: null,
    disconnectVerified: true,
    bytes: null,
  });

async function auditKinds(): Promise<string[]> {
  const rows = await testDatabase.database.query<{ kind: string }[]>(
    `SELECT kind FROM audit_entry WHERE site_id = $1 AND kind LIKE 'session.%' ORDER BY id`,
    [plant.siteId],
  );
  return rows.map((row) => row.kind);
}

/** What a host of this node would be told at the next look. */
async function told(watchers = new Watchers(() => undefined)): Promise<WatchedSessionOrders[]> {
  const orders: WatchedSessionOrders[] = [];
  const channel = {
    tell: (_name: string, body: { orders: WatchedSessionOrders[] }) => orders.push(...body.orders),
  };
  await new SupervisionOrders(
    operations.uow,
    nodeId,
    { hostOf: () => 1 },
    { find: () => ({ channel }) } as never,
    watchers,
  ).deliver();
  return orders;
}

test('law 12: a freeze is written first, told at every look, and keeps the next session out until it is taken back', async () => {
  const sessionId = await liveSession();
  expect(await told()).toMatchObject([{ sessionId, freeze: null }]);
  await freezeSession(operations, { ...orderFor(sessionId), reason: 'Guard door open' });
  for (let look = 0; look < 2; look += 1)
    expect(await told()).toMatchObject([{ sessionId, freeze: { reason: 'Guard door open' } }]);
  expect(await connect()).toMatchObject({ code: 'GH-FROZEN' });
  await end(sessionId);
  expect(await connect()).toMatchObject({ code: 'GH-FROZEN' });
  await unfreezeSession(operations, orderFor(sessionId));
  const again = await liveSession();
  expect(await told()).toMatchObject([{ sessionId: again, freeze: null }]);
  expect(await auditKinds()).toEqual(
    expect.arrayContaining(['session.frozen', 'session.ended', 'session.unfrozen']),
  );
});

test('law 12: the database refuses a session under a frozen grant, whoever writes the SQL', async () => {
  const sessionId = await liveSession();
  await freezeSession(operations, { ...orderFor(sessionId), reason: null });
  await end(sessionId);
  const insert = testDatabase.database.query(
    `INSERT INTO session (id, grant_id, person_id, target_id, site_id, node_id, protocol, created_at, ends_by)
     SELECT $2, grant_id, person_id, target_id, site_id, node_id, protocol, created_at, ends_by FROM session WHERE id = $1`,
    [sessionId, newId('ses')],
  );
  await expect(insert).rejects.toMatchObject({ driverError: { constraint: 'session_not_frozen' } });
});

test('two people press at once: one freeze, one entry; nobody is told of an error', async () => {
  const sessionId = await liveSession();
  await Promise.all(
    Array.from({ length: 5 }, () => freezeSession(operations, { ...orderFor(sessionId), reason: null })),
  );
  await Promise.all(Array.from({ length: 5 }, () => unfreezeSession(operations, orderFor(sessionId))));
  expect((await auditKinds()).filter((kind) => kind.endsWith('frozen'))).toEqual([
    'session.frozen',
    'session.unfrozen',
  ]);
});

test('a session that is over is not frozen, and nobody outside its site learns of it', async () => {
  const sessionId = await liveSession();
  const stranger = { ...orderFor(sessionId), sites: [newId('site')] };
  for (const order of [
    freezeSession(operations, { ...stranger, reason: null }),
    unfreezeSession(operations, stranger),
    messageSession(operations, { ...stranger, text: 'x' }),
  ])
    await expect(order).rejects.toMatchObject({ code: 'not-found' });
  await end(sessionId);
  await expect(freezeSession(operations, { ...orderFor(sessionId), reason: null })).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(messageSession(operations, { ...orderFor(sessionId), text: 'x' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a message is told until it was shown, in order, and then no more', async () => {
  const sessionId = await liveSession();
  await messageSession(operations, { ...orderFor(sessionId), text: 'one' });
  await messageSession(operations, { ...orderFor(sessionId), text: 'two' });
  await told();
  const [order] = await told();
  expect(order?.messages.map(({ text }) => text)).toEqual(['one', 'two']);
  const [first] = order?.messages ?? [];
  const shown = () =>
    operations.uow.run(({ supervision }) => supervision.messageShown(first?.seq ?? '', clock.now()));
  expect(await shown()).toBe(true);
  expect(await shown()).toBe(false);
  expect((await told())[0]?.messages.map(({ text }) => text)).toEqual(['two']);
  expect((await auditKinds()).filter((kind) => kind === 'session.message-sent')).toHaveLength(2);
});

test('watchers are named once each, are bounded, and are gone when they leave', async () => {
  const sessionId = await liveSession();
  let changes = 0;
  const watchers = new Watchers(() => (changes += 1));
  const otto = { sessionId, personId: newId('per'), name: 'Otto Lang' };
  const leave = [watchers.add(otto), watchers.add(otto)];
  expect((await told(watchers))[0]?.watchers).toEqual(['Otto Lang']);
  leave[0]?.();
  leave[0]?.();
  expect((await told(watchers))[0]?.watchers).toEqual(['Otto Lang']);
  leave[1]?.();
  expect((await told(watchers))[0]?.watchers).toEqual([]);
  expect(changes).toBe(4);
  let taken = 0;
  while (watchers.add({ ...otto, personId: newId('per') })) taken += 1;
  expect(taken).toBe(12);
});
