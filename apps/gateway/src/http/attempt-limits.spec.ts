import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 120_000);
afterAll(() => gateway.stop());

const wrongCodeOf = (right: string): string => String((Number(right) + 1) % 1_000_000).padStart(6, '0');

test('AN-04 of 1,000 wrong codes from 50 sources at most five are judged, and the lock outlives a restart', async () => {
  const person = await gateway.addPerson();
  const clients: TestClient[] = [];
  for (let source = 1; source <= 50; source += 1) {
    const client = gateway.client(`10.9.8.${source}`);
    const answer = await client.post('/api/sign-in', { login: person.login, password: person.password });
    expect(answer.status).toBe(200);
    clients.push(client);
  }
  const oldCookies = clients.map(({ cookie }) => cookie);
  const wrong = wrongCodeOf(gateway.code(person));
  const statuses: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      clients.map((client) => client.post('/api/sign-in/code', { code: wrong })),
    );
    statuses.push(...answers.map(({ status }) => status));
    if (round % 4 !== 3) continue;
    // Starting over, or coming back with an older cookie, must not start the count over.
    const [first, second] = clients;
    await first?.post('/api/sign-in', { login: person.login, password: person.password });
    if (second) second.cookie = oldCookies[1] ?? null;
  }
  const judged = statuses.filter((status) => status === 403).length;
  expect(judged).toBeGreaterThan(0);
  expect(judged).toBeLessThanOrEqual(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1000 - judged);

  const right = () => clients[7]?.post('/api/sign-in/code', { code: gateway.code(person) });
  expect((await right())?.status).toBe(429);
  const alarms = await gateway.auditEntries('sign-in.locked');
  expect(alarms).toEqual([expect.objectContaining({ data: expect.objectContaining({ alarm: true }) })]);

  await gateway.restart();
  const after = gateway.client('10.9.9.1');
  after.cookie = clients[9]?.cookie ?? null;
  expect((await after.post('/api/sign-in/code', { code: gateway.code(person) })).status).toBe(429);
  expect((await after.post('/api/sign-in', { login: person.login, password: person.password })).status).toBe(
    429,
  );
  gateway.clock.advanceMinutes(15);
  await gateway.signIn(person, '10.9.9.1');
}, 120_000);

test('AN-04 a right password between wrong codes forgives nothing', async () => {
  const person = await gateway.addPerson();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const client = gateway.client();
    await client.post('/api/sign-in', { login: person.login, password: person.password });
    const { status } = await client.post('/api/sign-in/code', { code: wrongCodeOf(gateway.code(person)) });
    statuses.push(status);
  }
  expect(statuses).toEqual([403, 403, 403, 403, 403, 401, 401, 401]);
  expect(
    (await gateway.client().post('/api/sign-in', { login: person.login, password: person.password })).status,
  ).toBe(429);
});

test('wrong passwords and wrong codes count together', async () => {
  const person = await gateway.addPerson();
  const client = gateway.client();
  await client.post('/api/sign-in', { login: person.login, password: person.password });
  for (let attempt = 0; attempt < 3; attempt += 1)
    expect(
      (await gateway.client().post('/api/sign-in', { login: person.login, password: 'wrong' })).status,
    ).toBe(401);
  const wrong = wrongCodeOf(gateway.code(person));
  expect((await client.post('/api/sign-in/code', { code: wrong })).status).toBe(403);
  expect((await client.post('/api/sign-in/recovery-code', { recoveryCode: '00000000' })).status).toBe(403);
  expect((await client.post('/api/sign-in/code', { code: gateway.code(person) })).status).toBe(429);
});

test('a source that fails thirty times is refused whoever it tries, another one is not', async () => {
  const source = '192.0.2.77';
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 32; attempt += 1) {
    const answer = await gateway
      .client(source)
      .post('/api/sign-in', { login: `nobody-${attempt}`, password: 'x' });
    statuses.push(answer.status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(30);
  expect(statuses.slice(30)).toEqual([429, 429]);
  const person = await gateway.addPerson();
  expect((await gateway.client(source).post('/api/sign-in', person)).status).toBe(400);
  const right = { login: person.login, password: person.password };
  expect((await gateway.client(source).post('/api/sign-in', right)).status).toBe(429);
  expect((await gateway.client('192.0.2.78').post('/api/sign-in', right)).status).toBe(200);
}, 60_000);

test('AN-14 known and unknown names get the same answers, lock included, and nobody learns a name from the audit', async () => {
  const person = await gateway.addPerson();
  const suspended = await gateway.addPerson();
  await gateway.database.query(`UPDATE person SET state = 'suspended' WHERE id = $1`, [suspended.id]);
  const answersFor = async (login: string, password: string, source: string) => {
    const answers: unknown[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const { status, body, headers } = await gateway
        .client(source)
        .post('/api/sign-in', { login, password });
      const { instance: _instance, ...rest } = body;
      answers.push([status, rest, Object.keys(headers).sort(), headers['content-length']]);
    }
    return answers;
  };
  const known = await answersFor(person.login, 'wrong-password', '192.0.2.1');
  expect(known.map((answer) => (answer as [number])[0])).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect(await answersFor('nobody-at-all', 'wrong-password', '192.0.2.2')).toEqual(known);
  expect(await answersFor(suspended.login, suspended.password, '192.0.2.3')).toEqual(known);
  const trail = JSON.stringify(await gateway.auditEntries('sign-in.failed'));
  expect(trail).not.toContain('nobody-at-all');
});

test('AN-14 known and unknown names take the same time', async () => {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let group = 0; group < 14; group += 1) {
    const person = await gateway.addPerson();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      for (const kind of ['known', 'unknown'] as const) {
        const login = kind === 'known' ? person.login : `nobody-${group}-${attempt}`;
        const client = gateway.client(`10.1.${group}.${kind === 'known' ? 1 : 2}`);
        const began = performance.now();
        await client.post('/api/sign-in', { login, password: 'wrong-password' });
        times[kind].push(performance.now() - began);
      }
    }
  }
  const known = median(times.known);
  const difference = Math.abs(known - median(times.unknown));
  // Without the work against nobody's hash the difference is nearly the whole time.
  expect(difference).toBeLessThan(Math.max(5, known * 0.3));
}, 120_000);

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
