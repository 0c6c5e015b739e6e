import { randomBytes } from 'node:crypto';
import { DomainError, newId } from '@gatehouse/kernel';
import { PostgresCredentialRows, PostgresEventLog, PostgresUnitOfWork } from '@gatehouse/persistence';
import { FixedClock, buildPlant, startTestDatabase } from '@gatehouse/testing';
import type { Plant, TestDatabase } from '@gatehouse/testing';
import { createSealedCertificateSigner, makeCertificateAuthority } from './certificate-signer.js';
import type { CertificateSigner } from './certificate-signer.js';
import type { LeaseUse } from './credential-store.js';
import { createEnvelope } from './envelope.js';
import { createSealedCredentialStore } from './sealed-credential-store.js';
import { createCredential, replaceSecret } from './write-credential.js';
import type { CredentialDeps } from './write-credential.js';

let database: TestDatabase;
let plant: Plant;
let deps: CredentialDeps;
let signer: CertificateSigner;
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
  signer = createSealedCertificateSigner(makeCertificateAuthority(deps.box), deps.box);
}, 60_000);
afterAll(() => database.stop());

const create = (secret: string, kind: 'password' | 'private-key' = 'password') =>
  createCredential(deps, by, { siteId: plant.siteId, name: newId('node'), kind, secret });

const store = (changed: Partial<CredentialDeps> = {}) =>
  createSealedCredentialStore({ ...deps, ...changed }, signer);

function use(changed: Partial<LeaseUse> = {}): LeaseUse {
  return {
    connectionId: newId('conn'),
    sessionId: newId('ses'),
    personId: newId('per'),
    principals: ['service'],
    validUntil: new Date(deps.clock.now().getTime() + 3_600_000),
    permits: ['pty'],
    ...changed,
  };
}

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
  const lease = await store().lease(credential.id, use());
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
  const broken = {
    uow: new PostgresUnitOfWork(database.database, (manager) => ({
      credentials: new PostgresCredentialRows(manager),
      events: { append: () => Promise.reject(new Error('the trail is full')) },
    })),
  };
  await expect(store(broken).lease(credential.id, use())).rejects.toThrow('trail');
});

test('SC-03 the sealed secret of one credential does not open in the row of another, nor under another key', async () => {
  const one = await create('one');
  const two = await create('two');
  await database.database.query(
    'UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE id = $1) WHERE id = $2',
    [one.id, two.id],
  );
  await expect(store().lease(two.id, use())).rejects.toThrow();
  const stolen = store({ box: createEnvelope(randomBytes(32)) });
  await expect(stolen.lease(one.id, use())).rejects.toThrow();
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
  await expect(store().lease(newId('cred'), use())).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a certificate credential holds no secret, and each lease makes another certificate, on the audit trail before', async () => {
  const input = { siteId: plant.siteId, name: newId('node'), kind: 'ssh-certificate' } as const;
  await expect(createCredential(deps, by, { ...input, secret: 'x' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  const credential = await createCredential(deps, by, { ...input, secret: null });
  await expect(replaceSecret(deps, by, credential.id, 'x')).rejects.toMatchObject({ code: 'invalid-input' });
  const for1 = use();
  const [one, two] = [await store().lease(credential.id, for1), await store().lease(credential.id, use())];
  expect(one.certificate?.equals(two.certificate ?? Buffer.alloc(0))).toBe(false);
  expect(one.secret.equals(two.secret)).toBe(false);
  expect(await auditOf(credential.id)).toEqual([
    'credential.written',
    'credential.certificate-issued',
    'credential.leased',
    'credential.certificate-issued',
    'credential.leased',
  ]);
  const [entry] = await database.database.query<{ canonical: Buffer }[]>(
    `SELECT canonical FROM audit_entry WHERE kind = 'credential.certificate-issued' AND subjects @> $1`,
    [JSON.stringify({ session: for1.sessionId })],
  );
  expect(JSON.parse(entry!.canonical.toString('utf8'))).toMatchObject({
    subjects: { connection: for1.connectionId, person: for1.personId },
    data: { principals: ['service'], permits: ['pty'], serial: expect.stringMatching(/^\d+$/) as string },
  });
  one.release();
  expect(one.secret.every((byte) => byte === 0)).toBe(true);
});

test('no certificate without its audit entry, and none at all for nobody', async () => {
  const input = { siteId: plant.siteId, name: newId('node'), kind: 'ssh-certificate', secret: null } as const;
  const credential = await createCredential(deps, by, input);
  const broken = {
    uow: new PostgresUnitOfWork(database.database, (manager) => ({
      credentials: new PostgresCredentialRows(manager),
      events: { append: () => Promise.reject(new Error('the trail is full')) },
    })),
  };
  await expect(store(broken).lease(credential.id, use())).rejects.toThrow('trail');
  await expect(store().lease(credential.id, use({ principals: [] }))).rejects.toThrow('every account');
});
