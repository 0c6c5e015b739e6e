import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 120_000);
afterAll(() => gateway.stop());

async function half(person: { login: string; password: string }, from?: string): Promise<TestClient> {
  const client = gateway.client(from);
  const answer = await client.post('/api/sign-in', { login: person.login, password: person.password });
  expect(answer.body).toEqual({ next: 'code' });
  return client;
}

test('password and code give a whole session, and signing out ends it', async () => {
  const person = await gateway.addPerson({ roles: [{ role: 'auditor', siteId: null }] });
  const client = await gateway.signIn(person);
  const me = await client.get('/api/me');
  expect(me.status).toBe(200);
  expect(me.body).toMatchObject({ login: person.login, roles: [{ role: 'auditor', siteId: null }] });
  const cookie = client.cookie;
  expect((await client.post('/api/sign-out')).status).toBe(204);
  expect(client.cookie).toBeNull();
  client.cookie = cookie;
  expect((await client.get('/api/me')).status).toBe(401);
});

test('AN-02 the same code works once: in its step, in the step after, and for step-up', async () => {
  const person = await gateway.addPerson();
  const first = await gateway.signIn(person);
  const code = gateway.code(person);
  const second = await half(person);
  expect(await second.post('/api/sign-in/code', { code })).toMatchObject({
    status: 403,
    body: { code: 'code-refused' },
  });
  gateway.clock.advance(30_000);
  expect((await second.post('/api/sign-in/code', { code })).status).toBe(403);
  expect((await first.post('/api/step-up', { code })).status).toBe(403);
  const replays = await gateway.auditEntries('mfa.replay');
  expect(replays.filter((entry) => entry.actor.id === person.id)).toHaveLength(3);
});

test('AN-02 of twenty requests at once with one code exactly one is accepted, and nobody is locked out', async () => {
  const person = await gateway.addPerson();
  const clients: TestClient[] = [];
  for (let count = 0; count < 20; count += 1) clients.push(await half(person));
  const code = gateway.code(person);
  const answers = await Promise.all(clients.map((client) => client.post('/api/sign-in/code', { code })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status !== 200 && status !== 403 && status !== 429)).toEqual([]);
  await gateway.signIn(person);
});

test('AN-02 a slow thumb may use the previous code, but never one older than the last used', async () => {
  const person = await gateway.addPerson();
  const slow = await half(person);
  expect((await slow.post('/api/sign-in/code', { code: gateway.code(person, 1) })).status).toBe(200);
  gateway.clock.advance(60_000);
  const now = await half(person);
  const previous = gateway.code(person, 1);
  expect((await now.post('/api/sign-in/code', { code: gateway.code(person) })).status).toBe(200);
  const late = await half(person);
  expect((await late.post('/api/sign-in/code', { code: previous })).status).toBe(403);
  expect((await late.post('/api/sign-in/code', { code: gateway.code(person, 2) })).status).toBe(403);
  expect((await late.post('/api/sign-in/code', { code: gateway.code(person, -1) })).status).toBe(403);
});

test('a recovery code stands in for the code once, however it is typed', async () => {
  const [one = '', two = ''] = ['0000-1111-2222-3333', '4444-5555-6666-7777'];
  const person = await gateway.addPerson({ recoveryCodes: [one, two] });
  const clients = [await half(person), await half(person), await half(person)];
  const answers = await Promise.all(
    clients.map((client) =>
      client.post('/api/sign-in/recovery-code', { recoveryCode: ' 0000111122223333 ' }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
  const again = await half(person);
  expect((await again.post('/api/sign-in/recovery-code', { recoveryCode: one })).status).toBe(403);
  const other = await again.post('/api/sign-in/recovery-code', { recoveryCode: two });
  expect(other).toMatchObject({ status: 200, body: { recoveryCodesLeft: 0 } });
});

test('AN-09 each of the two steps gives a new session id, and the one before is dead', async () => {
  const person = await gateway.addPerson();
  const victim = gateway.client();
  const planted = `__Host-gatehouse=${'A'.repeat(43)}`;
  victim.cookie = planted;
  await victim.post('/api/sign-in', { login: person.login, password: person.password });
  const halfCookie = victim.cookie;
  gateway.clock.advance(30_000);
  await victim.post('/api/sign-in/code', { code: gateway.code(person) });
  const wholeCookie = victim.cookie;
  expect(new Set([planted, halfCookie, wholeCookie]).size).toBe(3);
  const thief = gateway.client();
  for (const cookie of [planted, halfCookie]) {
    thief.cookie = cookie;
    expect((await thief.get('/api/me')).status).toBe(401);
    expect((await thief.post('/api/sign-in/code', { code: gateway.code(person) })).status).toBe(401);
  }
  expect((await victim.get('/api/me')).status).toBe(200);
  await victim.post('/api/sign-in', { login: person.login, password: person.password });
  thief.cookie = wholeCookie;
  expect((await thief.get('/api/me')).status).toBe(401);
});

test('AP-05 the session cookie is __Host-, Secure, HttpOnly, SameSite=Strict and without a domain', async () => {
  const person = await gateway.addPerson();
  const answer = await gateway
    .client()
    .post('/api/sign-in', { login: person.login, password: person.password });
  expect(answer.headers['set-cookie']).toEqual([
    expect.stringMatching(/^__Host-gatehouse=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
  ]);
});

test('SC-03 the database holds neither the session token nor the password nor the secret', async () => {
  const person = await gateway.addPerson();
  const client = await gateway.signIn(person);
  const token = client.cookie?.split('=')[1] ?? '';
  const dump = JSON.stringify([
    await gateway.database.query('SELECT *, encode(token_hash, $1) AS text FROM web_session', ['escape']),
    await gateway.database.query(`SELECT *, encode(sealed_secret, 'escape') AS text FROM totp_factor`),
    await gateway.database.query('SELECT * FROM person'),
    await gateway.database.query(`SELECT encode(canonical, 'escape') FROM audit_entry`),
  ]);
  for (const secret of [token, person.password, person.totpSecret]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(dump).not.toContain(secret);
  }
});

test('SC-01 no password, code, token or secret reaches the log', async () => {
  const person = await gateway.addPerson();
  const client = await gateway.signIn(person);
  await gateway
    .client()
    .post('/api/sign-in', { login: person.login, password: 'canary-of-a-wrong-password' });
  const log = gateway.logLines.join('');
  const secrets = [
    person.password,
    person.totpSecret,
    client.cookie?.split('=')[1] ?? '',
    'canary-of-a-wrong',
  ];
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
});

test('a web session ends after 30 idle minutes and after 12 hours in any case', async () => {
  const person = await gateway.addPerson();
  const idle = await gateway.signIn(person);
  gateway.clock.advanceMinutes(29.9);
  expect((await idle.get('/api/me')).status).toBe(200);
  gateway.clock.advanceMinutes(29.9);
  expect((await idle.get('/api/me', { 'gatehouse-background': '1' })).status).toBe(200);
  gateway.clock.advanceMinutes(0.1);
  expect((await idle.get('/api/me')).status).toBe(401);
  expect((await idle.get('/api/me')).status).toBe(401);

  const busy = await gateway.signIn(person);
  const endsAt = new Date(String((await busy.get('/api/me')).body['sessionEndsAt']));
  expect(endsAt.getTime() - gateway.clock.now().getTime()).toBe(12 * 3_600_000);
  for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
    gateway.clock.advanceMinutes(20);
    expect((await busy.get('/api/me')).status).toBe(200);
  }
  gateway.clock.advanceMinutes(20);
  expect((await busy.get('/api/me')).status).toBe(401);
});

test('a half session reaches the code for ten minutes only', async () => {
  const person = await gateway.addPerson();
  const client = await half(person);
  gateway.clock.advanceMinutes(10);
  expect((await client.post('/api/sign-in/code', { code: gateway.code(person) })).status).toBe(401);
});

test('AN-13 a forwarded address counts from a trusted proxy only, and only its own word', async () => {
  const person = await gateway.addPerson();
  const client = await gateway.signIn(person, '203.0.113.7, 198.51.100.4');
  await client.get('/api/me');
  const entries = await gateway.auditEntries('sign-in.succeeded');
  expect(entries.find(({ actor }) => actor.id === person.id)?.actor.source).toBe('198.51.100.4');
});

test('AZ-04 AP-02 bodies with more or other things than the contract names are refused', async () => {
  const person = await gateway.addPerson();
  const right = { login: person.login, password: person.password };
  const bodies = [
    { ...right, level: 'full' },
    { ...right, roles: [{ role: 'administrator', siteId: null }] },
    { login: { $ne: null }, password: person.password },
    { login: [person.login], password: person.password },
    { login: person.login, password: { $gt: '' } },
    { login: person.login },
    [],
    `{"login":"${person.login}","password":"${person.password}","__proto__":{"level":"full"}}`,
    `{"login":"${person.login}","password":"${person.password}","constructor":{"prototype":{}}}`,
    '{"login":"a\\u0000b","password":"x"}',
    '{"login":"a\\ud800","password":"x"}',
    '{"login":',
    'null',
  ];
  for (const body of bodies) {
    const answer = await gateway.client().post('/api/sign-in', body);
    expect([answer.status, answer.headers['set-cookie']]).toEqual([400, undefined]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  }
});
