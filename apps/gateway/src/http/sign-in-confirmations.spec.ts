import { SignInConfirmations, mostAskedConfirmations, mostWaitingConfirmations } from '@gatehouse/identity';
import type { SignInConfirmation } from '@gatehouse/identity';
import { newId } from '@gatehouse/kernel';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestPerson } from '../testing/test-gateway.js';

let gateway: TestGateway;
let confirmations: SignInConfirmations;
let wires = 0;
const nodeId = newId('node');

beforeAll(async () => {
  gateway = await TestGateway.start();
  confirmations = gateway.app.get(SignInConfirmations, { strict: false });
}, 120_000);
afterAll(() => gateway.stop());

/** A connection of the person has given the first factor and asks. */
async function ask(person: TestPerson): Promise<SignInConfirmation & { code: string }> {
  wires += 1;
  const asked = await confirmations.ask({
    personId: person.id,
    source: '203.0.113.7',
    wireId: `wire-${wires}`,
    nodeId,
    handle: 'filler',
  });
  if (!asked) throw new Error('it could not be asked');
  return { ...asked.confirmation, code: asked.code };
}

const standing = (asked: SignInConfirmation) => confirmations.standing(asked.id, asked);

test('the person sees where the connection is from, confirms with a fresh factor, and it goes on once', async () => {
  const person = await gateway.addPerson();
  const client = await gateway.signIn(person);
  gateway.clock.advance(1_000);
  const asked = await ask(person);
  expect(asked.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  const found = await client.post('/api/sign-in-confirmations/find', { code: asked.code });
  expect(found).toMatchObject({
    status: 200,
    body: {
      id: asked.id,
      source: '203.0.113.7',
      yourAddress: '127.0.0.1',
      handle: 'filler',
      askedAt: asked.createdAt.toISOString(),
    },
  });
  expect(found.text).not.toContain(asked.code);
  const path = `/api/sign-in-confirmations/${asked.id}/confirm`;
  // The factor of a sign-in before the question is no answer to it, fresh as it is.
  const early = await client.post(path, {});
  expect(early).toMatchObject({ status: 403, body: { code: 'fresh-factor-required' } });
  expect(await standing(asked)).toEqual({ state: 'waiting' });
  await gateway.stepUp(client, person);
  const factorAt = gateway.clock.now();
  expect((await client.post(path, {})).status).toBe(200);
  const answers = await Promise.all(Array.from({ length: 20 }, () => standing(asked)));
  expect(answers.filter(({ state }) => state === 'confirmed')).toEqual([{ state: 'confirmed', factorAt }]);
  expect(answers.filter(({ state }) => state === 'over')).toHaveLength(19);
  expect((await client.post(path, {})).status).toBe(404);
  expect((await client.post('/api/sign-in-confirmations/find', { code: asked.code })).status).toBe(404);
});

test('a code is read however it was typed, and nothing else is one', async () => {
  const person = await gateway.addPerson();
  const client = await gateway.openSession(person.id);
  const asked = await ask(person);
  const plain = asked.code.replace('-', '').toLowerCase();
  const typed = plain.replaceAll('0', 'o').replaceAll('1', 'l');
  for (const code of [plain, typed, ` ${asked.code} `, asked.code.replace('-', ' ')])
    expect((await client.post('/api/sign-in-confirmations/find', { code })).status).toBe(200);
  for (const code of ['', 'short', 'ZZZZ-ZZZZ-', `${asked.code}0`, '{}', null])
    expect((await client.post('/api/sign-in-confirmations/find', { code })).status).toBe(400);
  expect((await client.post('/api/sign-in-confirmations/find', { code: 'ZZZZ-ZZZ0' })).status).toBe(404);
});

test('nobody else’s sign-in finds it, confirms it or refuses it', async () => {
  const person = await gateway.addPerson();
  const other = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  const asked = await ask(person);
  gateway.clock.advance(1_000);
  const client = await gateway.openSession(other.id);
  expect((await client.post('/api/sign-in-confirmations/find', { code: asked.code })).status).toBe(404);
  for (const act of ['confirm', 'refuse'])
    expect((await client.post(`/api/sign-in-confirmations/${asked.id}/${act}`, {})).status).toBe(404);
  const half = await gateway.openSession(person.id, 'password');
  expect((await half.post(`/api/sign-in-confirmations/${asked.id}/confirm`, {})).status).toBe(401);
  expect(await standing(asked)).toEqual({ state: 'waiting' });
});

test('only the connection that asked, on the node that holds it, gets the answer', async () => {
  const person = await gateway.addPerson();
  const asked = await ask(person);
  gateway.clock.advance(1_000);
  const client = await gateway.openSession(person.id);
  expect((await client.post(`/api/sign-in-confirmations/${asked.id}/confirm`, {})).status).toBe(200);
  const elsewhere = { nodeId: newId('node'), wireId: asked.wireId };
  expect(await confirmations.standing(asked.id, elsewhere)).toEqual({ state: 'over' });
  const another = { nodeId, wireId: 'wire-of-somebody' };
  expect(await confirmations.standing(asked.id, another)).toEqual({ state: 'over' });
  expect(await standing(asked)).toMatchObject({ state: 'confirmed' });
});

test('"not me" needs no code, ends the question for good and raises an alarm', async () => {
  const person = await gateway.addPerson();
  const client = await gateway.signIn(person);
  gateway.clock.advance(1_000);
  const asked = await ask(person);
  expect((await client.post(`/api/sign-in-confirmations/${asked.id}/refuse`, {})).status).toBe(200);
  expect(await standing(asked)).toEqual({ state: 'refused' });
  await gateway.stepUp(client, person);
  expect((await client.post(`/api/sign-in-confirmations/${asked.id}/confirm`, {})).status).toBe(404);
  expect((await gateway.auditEntries('sign-in.confirmation-refused')).at(-1)).toMatchObject({
    actor: { id: person.id },
    data: { connectionSource: '203.0.113.7', machine: 'filler', alarm: true },
  });
});

test('of a yes and a no at once, one counts', async () => {
  for (let round = 0; round < 10; round += 1) {
    const person = await gateway.addPerson();
    const asked = await ask(person);
    gateway.clock.advance(1_000);
    const client = await gateway.openSession(person.id);
    const answers = await Promise.all(
      ['confirm', 'refuse', 'confirm', 'refuse'].map((act) =>
        client.post(`/api/sign-in-confirmations/${asked.id}/${act}`, {}),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  }
});

test('it is over after two minutes, to the millisecond, and a yes nobody fetched after ten seconds', async () => {
  const person = await gateway.addPerson();
  const late = await ask(person);
  gateway.clock.advance(119_999);
  expect(await standing(late)).toEqual({ state: 'waiting' });
  gateway.clock.advance(1);
  expect(await standing(late)).toEqual({ state: 'over' });
  const client = await gateway.openSession(person.id);
  expect((await client.post(`/api/sign-in-confirmations/${late.id}/confirm`, {})).status).toBe(404);
  const unfetched = await ask(person);
  gateway.clock.advance(1_000);
  const fresh = await gateway.openSession(person.id);
  expect((await fresh.post(`/api/sign-in-confirmations/${unfetched.id}/confirm`, {})).status).toBe(200);
  gateway.clock.advance(10_000);
  expect(await standing(unfetched)).toEqual({ state: 'over' });
});

test('it is void when its connection or its node is gone', async () => {
  const person = await gateway.addPerson();
  const [first, second] = [await ask(person), await ask(person)];
  gateway.clock.advance(1_000);
  const client = await gateway.openSession(person.id);
  await confirmations.voidOfWire(nodeId, first.wireId);
  expect((await client.post(`/api/sign-in-confirmations/${first.id}/confirm`, {})).status).toBe(404);
  expect((await client.post(`/api/sign-in-confirmations/${second.id}/confirm`, {})).status).toBe(200);
  await confirmations.voidOfNode(nodeId);
  expect(await standing(second)).toEqual({ state: 'over' });
});

test('a connection asks once, and of a person’s connections at once only a few may', async () => {
  const person = await gateway.addPerson();
  const asked = await ask(person);
  expect(await confirmations.ask({ ...asked, personId: person.id })).toBeNull();
  const at = (wireId: string) =>
    confirmations.ask({ personId: person.id, source: '203.0.113.7', wireId, nodeId, handle: null });
  const more = await Promise.all(Array.from({ length: 20 }, (_value, count) => at(`many-${count}`)));
  expect(more.filter(Boolean)).toHaveLength(mostWaitingConfirmations - 1);
  gateway.clock.advance(120_000);
  expect(await at('later')).not.toBeNull();
});

test('who asks and hangs up all day long asks ten times in two minutes', async () => {
  const person = await gateway.addPerson();
  for (let count = 0; count < mostAskedConfirmations; count += 1) {
    const asked = await ask(person);
    await confirmations.voidOfWire(nodeId, asked.wireId);
  }
  await expect(ask(person)).rejects.toThrow('could not be asked');
  gateway.clock.advance(120_000);
  await ask(person);
});

test('a suspended person is not asked, and does not answer', async () => {
  const person = await gateway.addPerson();
  const asked = await ask(person);
  const client = await gateway.openSession(person.id);
  await gateway.database.query(`UPDATE person SET state = 'suspended' WHERE id = $1`, [person.id]);
  expect((await client.post(`/api/sign-in-confirmations/${asked.id}/confirm`, {})).status).toBe(401);
  await expect(ask(person)).rejects.toThrow('could not be asked');
});

test('the trail says who asked from where and who answered, and holds no code', async () => {
  const person = await gateway.addPerson();
  const asked = await ask(person);
  gateway.clock.advance(1_000);
  const client = await gateway.openSession(person.id);
  await client.post(`/api/sign-in-confirmations/${asked.id}/confirm`, {});
  for (const kind of ['sign-in.confirmation-asked', 'sign-in.confirmed'])
    expect((await gateway.auditEntries(kind)).at(-1)).toMatchObject({
      actor: { id: person.id },
      data: { connectionSource: '203.0.113.7', machine: 'filler' },
    });
  const trail = await gateway.database.query<{ canonical: Buffer }[]>('SELECT canonical FROM audit_entry');
  expect(trail.map(({ canonical }) => canonical.toString('utf8')).join('\n')).not.toContain(asked.code);
});
