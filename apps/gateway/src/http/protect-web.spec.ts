import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { TestGateway } from '../testing/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 120_000);
afterAll(() => gateway.stop());

const signIn = { login: 'nobody', password: 'nothing' };

test.each([
  'attacker.example',
  'localhost:8081',
  'localhost',
  '127.0.0.1:8080',
  'localhost:8080.attacker.example',
])('WS-02 a request for the name %s is refused with 421', async (host) => {
  const answer = await gateway.client().send('POST', '/api/sign-in', signIn, { host });
  expect([answer.status, answer.body['code']]).toEqual([421, 'wrong-host']);
});

test.each([
  ['none', undefined],
  ['another site', 'https://evil.example'],
  ['null', 'null'],
  ['a look-alike', 'http://localhost:8080.evil.example'],
  ['a sub-domain', 'http://gw.localhost:8080'],
  ['another port', 'http://localhost:8081'],
  ['another scheme', 'https://localhost:8080'],
])('AP-04 a change from the origin %s is refused', async (_name, origin) => {
  const person = await gateway.addPerson();
  const client = await gateway.signIn(person);
  const answer = await client.send('POST', '/api/sign-out', undefined, { origin });
  expect(answer.status).toBe(403);
  expect((await client.get('/api/me')).status).toBe(200);
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'text/csv',
  undefined,
])('AP-04 a body of the type %s is refused', async (type) => {
  const answer = await gateway.client().send('POST', '/api/sign-in', signIn, { 'content-type': type });
  expect([answer.status, answer.body['code']]).toEqual([415, 'wrong-media-type']);
});

test('AP-05 every answer carries the security headers', async () => {
  for (const path of ['/api/me', '/api/nothing', '/api//me']) {
    const { headers } = await gateway.client().get(path);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/style-src 'self' 'nonce-[\w+/=]{20,}'/);
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['strict-transport-security']).toBeUndefined();
  }
});

test('AP-05 the nonce is another one in every answer', async () => {
  const nonces = new Set<unknown>();
  for (let count = 0; count < 20; count += 1)
    nonces.add(
      /nonce-([^']+)/.exec(
        String((await gateway.client().get('/api/me')).headers['content-security-policy']),
      )?.[1],
    );
  expect(nonces.size).toBe(20);
});

test('AP-05 behind https the answers ask the browser to stay there', async () => {
  const secure = await TestGateway.start({
    environment: { PUBLIC_ORIGIN: 'https://gatehouse.plant.example' },
  });
  try {
    const { headers } = await secure.client().get('/api/me');
    expect(headers['strict-transport-security']).toBe('max-age=63072000');
    expect(headers['content-security-policy']).toContain('wss://gatehouse.plant.example');
  } finally {
    await secure.stop();
  }
}, 60_000);

test('AP-07 too large, too deep and compressed bodies are refused, and others are served meanwhile', async () => {
  const client = gateway.client();
  const large = await client.send('POST', '/api/sign-in', 'x'.repeat(1024 * 1024 + 1));
  expect([large.status, large.body['code']]).toEqual([413, 'too-large']);
  expect(
    (await client.send('POST', '/api/sign-in', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)).status,
  ).toBe(400);
  expect((await client.send('POST', '/api/sign-in', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)).status).toBe(
    400,
  );
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
  const packed = await client.send('POST', '/api/sign-in', bomb, { 'content-encoding': 'gzip' });
  expect(packed.status).toBe(415);
  expect((await client.get('/api/me')).status).toBe(401);
});

test('AP-07 a body announced as 200 MiB is refused at once', async () => {
  const answer = await raw(
    'POST /api/sign-in HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: http://localhost:8080\r\n' +
      'Content-Type: application/json\r\nContent-Length: 209715200\r\n\r\n{"login":',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

test('AP-07 more header than 16 KiB is refused', async () => {
  const lines = Array.from({ length: 10_000 }, (_value, count) => `x-${count}: 1\r\n`).join('');
  expect(await raw(`GET /api/me HTTP/1.1\r\nHost: localhost:8080\r\n${lines}\r\n`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
});

test('AP-07 peers that never finish their headers are cut off, and others are served meanwhile', async () => {
  const began = performance.now();
  const slow = Array.from({ length: 200 }, () =>
    untilClosed('GET /api/me HTTP/1.1\r\nHost: localhost:8080\r\nX-Slow: '),
  );
  const times: number[] = [];
  for (let probe = 0; probe < 50; probe += 1) {
    const asked = performance.now();
    expect((await gateway.client().get('/api/me')).status).toBe(401);
    times.push(performance.now() - asked);
  }
  expect(times.sort((a, b) => a - b)[25]).toBeLessThan(200);
  await Promise.all(slow);
  expect(performance.now() - began).toBeLessThan(15_000);
}, 30_000);

test('AP-07 a body that does not come is given up after a minute', () => {
  expect(gateway.app.getHttpServer().requestTimeout).toBe(60_000);
});

test.each([
  ['another site', { origin: 'https://evil.example' }, 403],
  ['null', { origin: 'null' }, 403],
  ['none', { origin: undefined }, 403],
  ['a sub-domain', { origin: 'http://gw.localhost:8080' }, 403],
  ['a look-alike', { origin: 'http://localhost:8080.evil.example' }, 403],
  ['here under another name', { host: 'attacker.example' }, 421],
])('WS-01 WS-02 a socket asked for from %s is refused before the upgrade', async (_name, headers, status) => {
  const person = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  const client = await gateway.openSession(person.id);
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const key = { 'sec-websocket-key': Buffer.alloc(16).toString('base64') };
  expect((await client.get('/api/terminal', { ...upgrade, ...key, ...headers })).status).toBe(status);
});

test('WS-06 a socket address with a query is not one we serve', async () => {
  const client = await gateway.openSession((await gateway.addPerson()).id);
  const answer = await client.get('/api/terminal?ticket=abc', {
    connection: 'Upgrade',
    upgrade: 'websocket',
  });
  expect(answer.status).toBe(404);
});

test('AP-10 broken requests get a problem with an id, and nothing about the inside', async () => {
  const client = gateway.client();
  const answers = [
    await client.send('POST', '/api/sign-in', Buffer.from('{"login":"\xff\xfe","password":"x"}', 'latin1')),
    await client.post('/api/sign-in', { login: 1, password: null }),
    await client.get('/api/people/%zz'),
    await client.get('/api/none/such'),
    await client.get(`/api/people/${'x'.repeat(3000)}`),
    await client.post('/api/enrolment/open', { token: 'x'.repeat(43) }),
  ];
  for (const { status, text, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
    expect(text).not.toMatch(/\n\s+at |node_modules|SELECT|typeorm|Error:|\.ts\b/);
  }
});

test('AP-02 objects, arrays and repeated keys where an id or text belongs are refused', async () => {
  const admin = await gateway.addPerson({ roles: [{ role: 'administrator', siteId: null }] });
  const client = await gateway.signIn(admin);
  const id = admin.id;
  for (const path of [`/api/people/1`, `/api/people/${id}'--`, `/api/people/*`, '/api/people/[object]'])
    expect((await client.get(path)).status).toBeGreaterThanOrEqual(400);
  expect((await client.get(`/api/people?id=${id}&id[]=x&order=1;select`)).status).toBe(200);
  for (const body of [
    { role: { $ne: '' }, siteId: null },
    { role: ['auditor'], siteId: null },
    { role: 'owner', siteId: null },
  ])
    expect((await client.post(`/api/people/${id}/roles`, body)).status).toBe(400);
});

test('AP-10 with the database gone, requests get 503 or 500 with an id, and no word about the database host', async () => {
  const broken = await TestGateway.start();
  const admin = await broken.addPerson();
  const client = await broken.signIn(admin);
  await broken.database.destroy();
  const answer = await client.get('/api/me');
  expect(answer.status).toBeGreaterThanOrEqual(500);
  expect(answer.body).toMatchObject({ instance: expect.stringMatching(/^urn:gatehouse:request:/) });
  expect(answer.text).not.toMatch(/127\.0\.0\.1|postgres|SELECT|UPDATE|node_modules/i);
  expect(broken.logLines.join('')).toContain(String(answer.body['instance']).split(':').pop());
  await broken.database.initialize();
  await broken.stop();
}, 60_000);

/** Resolves when the server closes a connection on which this was sent. */
function untilClosed(bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

/** What the server answers to these bytes, up to the first chunk. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(4_000, () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      socket.destroy();
      resolve(chunk.toString('latin1'));
    });
  });
}
