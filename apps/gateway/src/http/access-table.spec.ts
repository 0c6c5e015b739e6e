import { request } from 'node:http';
import { Controller, Get, Module } from '@nestjs/common';
import { buildPlant } from '@gatehouse/testing';
import { newId } from '@gatehouse/kernel';
import type { PersonId, SiteId } from '@gatehouse/kernel';
import type { Role } from '@gatehouse/identity';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';
import { accessRowFor, accessTable } from './access-table.js';
import { admit, roleRefusal } from './admission.js';
import { DeclaredRoutes } from './declared-routes.js';
import type { RegisteredRoute } from './declared-routes.js';

interface TestPrincipal {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly level: 'none' | 'password' | 'full';
  open(): Promise<TestClient>;
}

let gateway: TestGateway;
let principals: TestPrincipal[];
let routes: RegisteredRoute[];

beforeAll(async () => {
  gateway = await TestGateway.start();
  routes = gateway.app.get(DeclaredRoutes, { strict: false }).list();
  const here = await buildPlant(gateway.database, { approvers: 0 });
  const there = await buildPlant(gateway.database, { approvers: 0 });
  const person = async (
    name: string,
    role: Role,
    siteId: SiteId | null,
    vendorOrganisationId?: typeof here.vendorId,
  ) => {
    const { id } = await gateway.addPerson({
      roles: [{ role, siteId }],
      ...(vendorOrganisationId ? { vendorOrganisationId } : {}),
    });
    return principal(name, [role], 'full', id);
  };
  const halfWay = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  principals = [
    { name: 'nobody', roles: [], level: 'none', open: () => Promise.resolve(gateway.client()) },
    principal('half an administrator', ['administrator'], 'password', halfWay.id),
    await person('vendor A', 'vendor-user', here.siteId, here.vendorId),
    await person('vendor B', 'vendor-user', here.siteId, there.vendorId),
    await person('vendor manager', 'vendor-manager', here.siteId, here.vendorId),
    await person('approver', 'approver', here.siteId),
    await person('approver of another site', 'approver', there.siteId),
    await person('auditor', 'auditor', null),
    await person('administrator', 'administrator', null),
    principal('signed in without a role', [], 'full', (await gateway.addPerson()).id),
  ];
}, 180_000);
afterAll(() => gateway.stop());

function principal(
  name: string,
  roles: readonly Role[],
  level: 'password' | 'full',
  id: PersonId,
): TestPrincipal {
  // A session for each call: some routes end the one they are called with.
  return { name, roles, level, open: () => gateway.openSession(id, level) };
}

test('AZ-01 AN-01 every route and socket answers every principal as the table says', async () => {
  expect(routes.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const route of routes) {
    for (const caller of principals) {
      const expected = expectedOf(caller, route);
      const seen = await outcomeOf(caller, route);
      if (seen !== expected)
        wrong.push(`${route.method} ${route.path} by ${caller.name}: ${seen}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
}, 300_000);

test('AN-01 a session with the password only reaches nothing but the code and sign-out', async () => {
  const half = principals.find(({ level }) => level === 'password');
  const reached: string[] = [];
  for (const route of routes) {
    const row = accessRowFor(route.method, route.path);
    if (row?.who === 'public' || !half) continue;
    if ((await outcomeOf(half, route)) === 'let in') reached.push(`${route.method} ${route.path}`);
  }
  expect(reached.sort()).toEqual([
    'POST /api/sign-in/code',
    'POST /api/sign-in/recovery-code',
    'POST /api/sign-out',
  ]);
}, 120_000);

test('AZ-01 the table names nothing that is not there', () => {
  const registered = routes.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(accessTable).filter((key) => !registered.includes(key))).toEqual([]);
});

test('AZ-01 a gateway with a route nobody declared does not start', async () => {
  @Controller('forgotten')
  class ForgottenController {
    @Get(':id')
    read(): string {
      return 'should never be seen';
    }
  }
  @Module({ controllers: [ForgottenController] })
  class ForgottenModule {}
  await expect(TestGateway.start({ extra: [ForgottenModule] })).rejects.toThrow(
    'routes without a row in the access table: GET /api/forgotten/:id',
  );
}, 60_000);

test('AZ-01 a caller with every role is refused where no row is', () => {
  expect(accessRowFor('GET', '/api/forgotten/:id')).toBeNull();
  expect(accessRowFor('GET', 'constructor')).toBeNull();
  expect(() => admit(null, null)).toThrow('not open to anyone');
});

test('AP-01 no spelling of an address gets around the guard', async () => {
  const tricks = (path: string): string[] => [
    path.replace('/api/', '//api/'),
    path.replace('/api/', '/api//'),
    path.replace('/api/', '/./api/'),
    path.replace('/api/', '/x/../api/'),
    path.replace('/api/', '/%61pi/'),
    path.replace('/api/', '/api%2F'),
    path.replace('/api/', '/API/'),
    `${path}/`,
    `${path};x=1`,
    `${path}/.`,
    `${path}%00`,
    `http://127.0.0.1${path}`,
    `\\${path.slice(1)}`,
  ];
  const reached: string[] = [];
  for (const { method, path } of routes.filter((route) => route.method !== 'WS')) {
    const row = accessRowFor(method, path);
    if (row === null || row.who === 'public') continue;
    for (const address of tricks(withIds(path))) {
      const { status, code } = await call(gateway.client(), method, address);
      const unparsed = status === 400 && code === undefined;
      if (![401, 403, 404].includes(status) && !unparsed) reached.push(`${method} ${address}: ${status}`);
    }
    for (const other of ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'])
      if ((await call(gateway.client(), other, withIds(path))).status < 400) reached.push(`${other} ${path}`);
    const overridden = await gateway
      .client()
      .send(
        'POST',
        withIds(path),
        {},
        { 'x-http-method-override': method, 'x-original-url': '/api/sign-in' },
      );
    if (![401, 404].includes(overridden.status)) reached.push(`override ${path}: ${overridden.status}`);
  }
  expect(reached).toEqual([]);
}, 120_000);

type Outcome = 'let in' | '401' | '403';

function expectedOf(caller: TestPrincipal, { method, path }: RegisteredRoute): Outcome {
  const who = accessRowFor(method, path)?.who;
  if (who === 'public' && method !== 'WS') return 'let in';
  if (caller.level === 'none') return '401';
  if (who === 'half') return 'let in';
  if (caller.level === 'password') return '401';
  if (who === 'signed-in') return 'let in';
  return Array.isArray(who) && caller.roles.some((role) => who.includes(role)) ? 'let in' : '403';
}

/** What the guard did; a refusal of the operation behind it, such as 404 for an id nobody has, is being let in. */
async function outcomeOf(caller: TestPrincipal, { method, path }: RegisteredRoute): Promise<Outcome> {
  const client = await caller.open();
  const { status, code, detail } =
    method === 'WS' ? await upgrade(client, path) : await call(client, method, withIds(path));
  if (status === 401 && code === 'sign-in-required') return '401';
  return status === 403 && detail === roleRefusal ? '403' : 'let in';
}

/** Ids nobody has, so that whoever is let in changes nothing. */
function withIds(path: string): string {
  return path.replaceAll(/:\w+/g, newId('node'));
}

interface Seen {
  readonly status: number;
  readonly code?: unknown;
  readonly detail?: unknown;
}

/** Reads the answer only when it is a refusal: a stream of events never ends. */
function call(client: TestClient, method: string, path: string): Promise<Seen> {
  const body = method === 'GET' || method === 'HEAD' ? null : '{}';
  return exchange(
    method,
    path,
    {
      ...(client.cookie ? { cookie: client.cookie } : {}),
      ...(body ? { 'content-type': 'application/json', 'content-length': '2' } : {}),
    },
    body,
  );
}

function upgrade(client: TestClient, path: string): Promise<Seen> {
  return exchange(
    'GET',
    path,
    {
      ...(client.cookie ? { cookie: client.cookie } : {}),
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    },
    null,
  );
}

function exchange(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | null,
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: gateway.port,
        method,
        path,
        agent: false,
        headers: { host: new URL(gateway.origin).host, origin: gateway.origin, ...headers },
      },
      (incoming) => {
        const status = incoming.statusCode ?? 0;
        if (status < 400) {
          outgoing.destroy();
          return resolve({ status });
        }
        let text = '';
        incoming.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
        incoming.on('error', reject);
        incoming.on('end', () => resolve({ status, ...problemIn(text) }));
      },
    );
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101 });
    });
    outgoing.setTimeout(5_000, () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)));
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}

/** A server that cannot even parse a request answers without a body we know. */
function problemIn(text: string): { code?: unknown; detail?: unknown } {
  return text.startsWith('{') ? (JSON.parse(text) as object) : {};
}
