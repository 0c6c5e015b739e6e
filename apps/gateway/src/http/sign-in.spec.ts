import { TestGateway } from '../testing/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 120_000);
afterAll(() => gateway.stop());

test('password and code give a whole session', async () => {
  const person = await gateway.addPerson({ roles: [{ role: 'auditor', siteId: null }] });
  const client = await gateway.signIn(person);
  const me = await client.get('/api/me');
  expect(me.status).toBe(200);
  expect(me.body).toMatchObject({ login: person.login, roles: [{ role: 'auditor', siteId: null }] });
});
