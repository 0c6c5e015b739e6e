import { issueSetupToken } from '@gatehouse/identity';
import { identityStoresOf, PostgresUnitOfWork } from '@gatehouse/persistence';
import { TestGateway } from '../testing/test-gateway.js';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await TestGateway.start();
}, 120_000);
afterEach(() => gateway.stop());

const issue = () =>
  issueSetupToken({ uow: new PostgresUnitOfWork(gateway.database, identityStoresOf), clock: gateway.clock });
const setUp = (token: string | null, login = 'first') =>
  gateway.client().post('/api/set-up', { token, login, displayName: 'First Administrator' });

async function enrol(token: string): Promise<string> {
  const opened = await gateway.client().post('/api/enrolment/open', { token });
  const totpSecret = String(opened.body['totpSecret']);
  const code = gateway.code({ totpSecret });
  const done = await gateway
    .client()
    .post('/api/enrolment/complete', { token, password: 'a-password-of-my-own', code });
  expect(done).toMatchObject({ status: 200, body: { state: 'active' } });
  return totpSecret;
}

test('SC-04 the one-time token makes the first administrator, once, and no default account exists', async () => {
  expect(await gateway.database.query('SELECT id FROM person')).toEqual([]);
  const token = await issue();
  const answers = await Promise.all([1, 2, 3, 4, 5].map((count) => setUp(token, `first-${count}`)));
  const accepted = answers.filter(({ status }) => status === 200);
  expect(accepted).toHaveLength(1);
  const totpSecret = await enrol(String(accepted[0]?.body['enrolmentToken']));
  const [person] = await gateway.database.query<{ id: never; login: string }[]>(
    'SELECT id, login FROM person',
  );
  if (!person) throw new Error('nobody was made');
  const client = await gateway.signIn({ ...person, password: 'a-password-of-my-own', totpSecret });
  expect((await client.get('/api/me')).body).toMatchObject({
    roles: [{ role: 'administrator', siteId: null }],
  });
  expect(await issue()).toBeNull();
  expect((await setUp(token)).status).toBe(409);
});

test('SC-04 a token that was replaced, or was never given out, makes nobody', async () => {
  const older = await issue();
  const newer = await issue();
  expect(newer).not.toBe(older);
  expect((await setUp(older)).status).toBe(410);
  expect((await setUp('x'.repeat(43))).status).toBe(410);
  expect((await setUp(newer)).status).toBe(200);
});

test('a set-up nobody finished can be started again, and its first link is void', async () => {
  const first = await setUp(await issue());
  await gateway.client().post('/api/enrolment/open', { token: first.body['enrolmentToken'] });
  const second = await setUp(await issue());
  expect(second.status).toBe(200);
  const open = (token: unknown) => gateway.client().post('/api/enrolment/open', { token });
  expect((await open(first.body['enrolmentToken'])).status).toBe(410);
  await enrol(String(second.body['enrolmentToken']));
  expect(await gateway.database.query('SELECT login FROM person')).toEqual([{ login: 'first' }]);
});

test('SC-03 the database holds the hash of the token only', async () => {
  const token = await issue();
  const stored = await gateway.database.query(`SELECT encode(token_hash, 'escape') AS hash FROM setup_token`);
  expect(stored).toHaveLength(1);
  expect(JSON.stringify(stored)).not.toContain(token);
});
