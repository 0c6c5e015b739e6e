import { randomBytes } from 'node:crypto';
import { DomainError, newId } from '@gatehouse/kernel';
import { PostgresCredentialRows, PostgresEventLog, PostgresUnitOfWork } from '@gatehouse/persistence';
import { FixedClock, buildPlant, startTestDatabase } from '@gatehouse/testing';
import type { Plant, TestDatabase } from '@gatehouse/testing';
import { createEnvelope } from './envelope.js';
import { createSealedCredentialStore } from './sealed-credential-store.js';
import { createCredential, replaceSecret } from './write-credential.js';
import type { CredentialDeps } from './write-credential.js';

let database: TestDatabase;
let plant: Plant;
let deps: CredentialDeps;
const by = { actor: { kind: 'system' } as const, sites: 'all' as const };

beforeAll(async () => {
  database = await startTestDatabase();
  plant = await buildPlant(database.database);
  deps = {
    uow: new PostgresUnitOfWork(database.database, (manager) => ({
      credentials: new PostgresCredentialRows(manager),
      events: new PostgresEventLog(manager),
    })),
    clock: new FixedClock(),
    box: createEnvelope(randomBytes(32)),
  };
}, 60_000);
afterAll(() => database.stop());

const create = (secret: string, kind: 'password' | 'private-key' = 'password') =>
  createCredential(deps, by, { siteId: plant.siteId, name: newId('node'), kind, secret });

async function auditOf(id: string): Promise<string[]> {
  const rows = await database.database.query<{ kind: string }[]>(
    'SELECT kind FROM audit_entry WHERE subjects @> $1 ORDER BY id',
    [JSON.stringify({ credential: id })],
  );
  return rows.map((row) => row.kind);
}

test('a lease gives the newest secret, is on the audit trail before, and is overwritten by release', async () => {
  const credential = await create('first');
  await replaceSecret(deps, by, credential.id, 'pässwörd');
  const store = createSealedCredentialStore(deps);
  const lease = await store.lease(credential.id, newId('conn'));
  expect([lease.kind, lease.secret.toString('utf8')]).toEqual(['password', 'pässwörd']);
  expect(await auditOf(credential.id)).toEqual([
    'credential.written',
    'credential.written',
    'credential.leased',
  ]);
  lease.release();
  lease.release();
  expect(lease.secret.every((byte) => byte === 0)).toBe(true);
});

test('no lease without its audit entry', async () => {
  const credential = await create('secret');
  const broken: CredentialDeps = {
    ...deps,
    uow: new PostgresUnitOfWork(database.database, (manager) => ({
      credentials: new PostgresCredentialRows(manager),
      events: { append: () => Promise.reject(new Error('the trail is full')) },
    })),
  };
  await expect(createSealedCredentialStore(broken).lease(credential.id, newId('conn'))).rejects.toThrow(
    'trail',
  );
});

test('SC-03 the sealed secret of one credential does not open in the row of another, nor under another key', async () => {
  const one = await create('one');
  const two = await create('two');
  await database.database.query(
    'UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE id = $1) WHERE id = $2',
    [one.id, two.id],
  );
  await expect(createSealedCredentialStore(deps).lease(two.id, newId('conn'))).rejects.toThrow();
  const stolen = createSealedCredentialStore({ ...deps, box: createEnvelope(randomBytes(32)) });
  await expect(stolen.lease(one.id, newId('conn'))).rejects.toThrow();
});

test('a private key that is none is refused, and so is another site or a name that is taken', async () => {
  await expect(create('no key at all', 'private-key')).rejects.toMatchObject({ code: 'invalid-input' });
  const credential = await create('x');
  const again = { siteId: plant.siteId, name: credential.name, kind: 'password', secret: 'y' } as const;
  await expect(createCredential(deps, by, again)).rejects.toMatchObject({ code: 'conflict' });
  const elsewhere = { ...by, sites: [newId('site')] };
  await expect(createCredential(deps, elsewhere, { ...again, name: 'z' })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(replaceSecret(deps, elsewhere, credential.id, 'z')).rejects.toBeInstanceOf(DomainError);
});

test('a credential that is gone lends nothing', async () => {
  await expect(createSealedCredentialStore(deps).lease(newId('cred'), newId('conn'))).rejects.toMatchObject({
    code: 'not-found',
  });
});
