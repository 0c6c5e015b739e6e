import { TestGateway } from '../testing/test-gateway.js';
import { accessTable } from './access-table.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

// A body of the wrong kind is refused before anybody is asked who they are; imports take CSV, tested on their own.
const rows = Object.entries(accessTable).filter(
  ([route, row]) => row.freshSeconds !== undefined && !route.includes('/imports/'),
);

test('AN-06 everything that opens a way to a machine asks for a factor not older than five minutes', async () => {
  expect(rows.length).toBeGreaterThan(10);
  const administrator = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  const client = await gateway.signIn(administrator);
  gateway.clock.advance(301_000);
  for (const [route] of rows) {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replace(':kind', 'sites').replace(':id', 'x');
    const answer = await client.send(method, path, {});
    expect([route, answer.status, answer.body.code]).toEqual([route, 403, 'fresh-factor-required']);
  }
  await gateway.stepUp(client, administrator);
  for (const [route] of rows) {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replace(':kind', 'sites').replace(':id', 'x');
    const answer = await client.send(method, path, {});
    expect([route, answer.body?.code]).not.toEqual([route, 'fresh-factor-required']);
  }
});

test('stopping somebody never waits for a code', () => {
  const stopping = ['/suspend', '/revoke', '/end', '/withdraw', '/reject', '/refuse'];
  for (const [route, row] of Object.entries(accessTable))
    if (stopping.some((verb) => route.endsWith(verb)))
      expect([route, row.freshSeconds]).toEqual([route, undefined]);
});
