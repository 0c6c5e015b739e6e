import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignInDoor } from '@gatehouse/identity';
import { buildPlant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';

let gateway: TestGateway;
let door: SignInDoor;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-keys-'));
  gateway = await TestGateway.start();
  door = gateway.app.get(SignInDoor, { strict: false });
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await gateway.stop();
});

const source = '192.0.2.9';

/** The public line of a key that the real ssh-keygen made. */
function publicLine(type: string, bits?: number): string {
  const file = join(folder, `${type}-${bits ?? 0}-${Math.random().toString(36).slice(2)}`);
  const size = bits === undefined ? [] : ['-b', String(bits)];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-C', 'me@laptop', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8');
}

const blobOf = (line: string): Buffer => Buffer.from(line.split(' ')[1] ?? '', 'base64');

test('a password is followed by a code, and the code that signed in on the web is spent for SSH too', async () => {
  const person = await gateway.addPerson();
  await gateway.signIn(person);
  expect(await door.password(person.login, person.password, source)).toEqual({
    ok: true,
    personId: person.id,
  });
  expect(await door.password(person.login.toUpperCase(), person.password, source)).toMatchObject({
    ok: true,
  });
  expect(await door.code(person.id, gateway.code(person), source)).toEqual({ ok: false, reason: 'replay' });
  gateway.clock.advance(30_000);
  const code = gateway.code(person);
  const answers = await Promise.all(Array.from({ length: 20 }, () => door.code(person.id, code, source)));
  expect(answers.filter(({ ok }) => ok)).toEqual([{ ok: true, factorAt: gateway.clock.now() }]);
  const web = gateway.client();
  await web.post('/api/sign-in', { login: person.login, password: person.password });
  expect((await web.post('/api/sign-in/code', { code })).status).toBe(403);
});

test('AN-04 failures by SSH and by the web count together', async () => {
  const person = await gateway.addPerson();
  for (let count = 0; count < 3; count += 1)
    expect(await door.password(person.login, 'wrong', source)).toEqual({ ok: false, reason: 'refused' });
  for (let count = 0; count < 2; count += 1)
    await gateway.client('192.0.2.10').post('/api/sign-in', { login: person.login, password: 'wrong' });
  expect(await door.password(person.login, person.password, source)).toEqual({ ok: false, reason: 'locked' });
  expect(await door.code(person.id, gateway.code(person), source)).toEqual({ ok: false, reason: 'locked' });
  expect(await door.recoveryCode(person.id, '0000', source)).toEqual({ ok: false, reason: 'locked' });
});

test('AN-04 of a hundred parallel wrong codes five are judged', async () => {
  const person = await gateway.addPerson();
  const wrong = String((Number(gateway.code(person)) + 1) % 1_000_000).padStart(6, '0');
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_value, count) => door.code(person.id, wrong, `198.51.100.${count}`)),
  );
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'wrong')).toHaveLength(5);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'locked')).toHaveLength(95);
});

test('AN-14 unknown, suspended and never enrolled people are answered alike', async () => {
  const suspended = await gateway.addPerson();
  await gateway.database.query(`UPDATE person SET state = 'suspended' WHERE id = $1`, [suspended.id]);
  const refused = { ok: false, reason: 'refused' };
  expect(await door.password('nobody-here', 'x', '192.0.2.20')).toEqual(refused);
  expect(await door.password(suspended.login, suspended.password, '192.0.2.21')).toEqual(refused);
  expect(await door.code(suspended.id, gateway.code(suspended), '192.0.2.21')).toEqual({
    ok: false,
    reason: 'wrong',
  });
  expect(await door.principalOf(suspended.id, null, source)).toBeNull();
  expect(await door.code(`per_${'0'.repeat(26)}`, '123456', '192.0.2.22')).toEqual({
    ok: false,
    reason: 'wrong',
  });
});

test.each(['12345', '1234567', 'abcdef', '', '１２３４５６', '123456\0', '-12345', ' 12345'])(
  'a code that is not six digits (%j) is a wrong code',
  async (code) => {
    const person = await gateway.addPerson();
    expect(await door.code(person.id, code, '203.0.113.50')).toEqual({ ok: false, reason: 'wrong' });
  },
);

test('a registered key finds its person, under their own login only', async () => {
  const [owner, other] = [await gateway.addPerson({ displayName: 'Key Owner' }), await gateway.addPerson()];
  const line = publicLine('ed25519');
  const client = await gateway.openSession(owner.id);
  const added = await client.post('/api/me/ssh-keys', { line });
  expect(added).toMatchObject({ status: 201, body: { keyType: 'ssh-ed25519', comment: 'me@laptop' } });
  const file = join(folder, 'fingerprint.pub');
  execFileSync('sh', ['-c', 'cat > "$0"', file], { input: line });
  expect(execFileSync('ssh-keygen', ['-lf', file]).toString()).toContain(String(added.body['fingerprint']));

  const found = { personId: owner.id, displayName: 'Key Owner' };
  expect(await door.publicKey(owner.login, blobOf(line))).toEqual(found);
  expect(await door.publicKey(other.login, blobOf(line))).toBeNull();
  expect(await door.publicKey('nobody-here', blobOf(line))).toBeNull();
  expect(await door.publicKey(owner.login, blobOf(publicLine('ed25519')))).toBeNull();

  const again = await (await gateway.openSession(other.id)).post('/api/me/ssh-keys', { line });
  expect(again.status).toBe(409);
  const path = `/api/me/ssh-keys/${String(added.body['id'])}`;
  expect((await (await gateway.openSession(other.id)).send('DELETE', path)).status).toBe(404);
  expect((await client.send('DELETE', path)).status).toBe(204);
  expect(await door.publicKey(owner.login, blobOf(line))).toBeNull();
  expect((await (await gateway.openSession(other.id)).post('/api/me/ssh-keys', { line })).status).toBe(201);
  expect(await door.publicKey(other.login, blobOf(line))).toMatchObject({ personId: other.id });
});

test('keys of every kind we take are taken, short RSA keys are not', async () => {
  const client = await gateway.openSession((await gateway.addPerson()).id);
  const statuses: Record<string, number> = {};
  for (const [type, bits] of [
    ['ed25519', undefined],
    ['ecdsa', 256],
    ['ecdsa', 384],
    ['ecdsa', 521],
    ['rsa', 3072],
    ['rsa', 2048],
  ] as const)
    statuses[`${type} ${bits ?? ''}`] = (
      await client.post('/api/me/ssh-keys', { line: publicLine(type, bits) })
    ).status;
  expect(statuses).toEqual({
    'ed25519 ': 201,
    'ecdsa 256': 201,
    'ecdsa 384': 201,
    'ecdsa 521': 201,
    'rsa 3072': 201,
    'rsa 2048': 400,
  });
  expect((await client.get<{ items: unknown[] }>('/api/me/ssh-keys')).body.items).toHaveLength(5);
}, 60_000);

test('the principal has the roles of now and the factor it was given', async () => {
  const plant = await buildPlant(gateway.database);
  const role = { role: 'vendor-user', siteId: plant.siteId } as const;
  const person = await gateway.addPerson({ vendorOrganisationId: plant.vendorId, roles: [role] });
  const factorAt = gateway.clock.now();
  expect(await door.principalOf(person.id, factorAt, source)).toMatchObject({
    login: person.login,
    vendorOrganisationId: plant.vendorId,
    roles: [role],
    factorAt,
    source,
  });
  await gateway.database.query('UPDATE vendor_organisation SET suspended_at = now() WHERE id = $1', [
    plant.vendorId,
  ]);
  expect(await door.principalOf(person.id, factorAt, source)).toBeNull();
});
