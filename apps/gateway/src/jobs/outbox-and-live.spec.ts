import { createServer as createHttpServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { systemClock } from '@gatehouse/kernel';
import { webhookSignature } from '@gatehouse/notify';
import { PostgresUnitOfWork, PostgresEventLog } from '@gatehouse/persistence';
import { FixedClock, Workflow, buildPlant, startTestDatabase } from '@gatehouse/testing';
import type { Plant } from '@gatehouse/testing';
import { TestGateway } from '../testing/test-gateway.js';
import type { Json, TestClient } from '../testing/test-client.js';
import { OutboxDispatcher } from './dispatch-outbox.js';

async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Keeps the mails it is given (RFC 5321, as much of it as a polite client needs). */
async function mailSink(): Promise<{ url: string; mails: string[]; to: string[]; stop(): Promise<void> }> {
  const mails: string[] = [];
  const to: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    let mail: string[] | null = null;
    socket.write('220 sink\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (mail !== null && line !== '.') mail.push(line);
        else if (mail !== null) {
          mails.push(mail.join('\n'));
          mail = null;
          socket.write('250 kept\r\n');
        } else if (/^DATA/i.test(line)) {
          mail = [];
          socket.write('354 go\r\n');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else {
          const recipient = /^RCPT TO:<([^>]*)>/i.exec(line);
          if (recipient?.[1]) to.push(recipient[1]);
          socket.write('250 ok\r\n');
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    to,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function hookSink() {
  const seen: { body: string; headers: IncomingHttpHeaders }[] = [];
  let failures = 1;
  const server = createHttpServer((incoming, response) => {
    let body = '';
    incoming.on('data', (bytes: Buffer) => (body += bytes.toString('utf8')));
    incoming.on('end', () => {
      seen.push({ body, headers: incoming.headers });
      response.writeHead(failures-- > 0 ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, seen, stop: () => server.close() };
}

describe('a gateway with mail and webhook', () => {
  let mail: Awaited<ReturnType<typeof mailSink>>;
  let hook: Awaited<ReturnType<typeof hookSink>>;
  let gateway: TestGateway;
  let plant: Plant;
  let vendor: TestClient;
  let approver: TestClient;

  beforeAll(async () => {
    mail = await mailSink();
    hook = await hookSink();
    gateway = await TestGateway.start({ environment: { SMTP_URL: mail.url, WEBHOOK_URL: hook.url } });
    plant = await buildPlant(gateway.database);
    await gateway.database.query(`UPDATE person SET email = login || '@example.com' WHERE id = ANY($1)`, [
      [...plant.approverIds, plant.vendorUserId],
    ]);
    vendor = await gateway.openSession(plant.vendorUserId);
    approver = await gateway.openSession(plant.approverIds[0]!);
  }, 60_000);
  afterAll(async () => {
    await gateway.stop();
    await mail.stop();
    hook.stop();
  });

  function submit(): Promise<{ body: Json & { id: string; contentHash: string } }> {
    const now = gateway.clock.now().getTime();
    return vendor.post('/api/access-requests', {
      targetIds: [plant.targetId],
      purpose: 'Replace a sensor',
      plannedChange: false,
      rights: ['shell'],
      window: { opensAt: new Date(now).toISOString(), closesAt: new Date(now + 3_600_000).toISOString() },
    });
  }

  /** The messages of GET /api/live as they come; resolves when the stream is open. */
  function follow(client: TestClient): Promise<{ messages: Json[]; isOpen(): boolean; close(): void }> {
    return new Promise((resolve, reject) => {
      const messages: Json[] = [];
      let open = true;
      const request = get(
        {
          host: '127.0.0.1',
          port: gateway.port,
          path: '/api/live',
          agent: false,
          headers: {
            host: new URL(gateway.origin).host,
            origin: gateway.origin,
            cookie: client.cookie ?? '',
          },
        },
        (response: IncomingMessage) => {
          if (response.statusCode !== 200) return reject(new Error(`live answered ${response.statusCode}`));
          response.setEncoding('utf8');
          response.on('data', (text: string) => {
            for (const line of text.split('\n'))
              if (line.startsWith('data: ')) messages.push(JSON.parse(line.slice(6)) as Json);
          });
          response.on('close', () => (open = false));
          resolve({ messages, isOpen: () => open, close: () => request.destroy() });
        },
      );
      request.on('error', (error) => {
        open = false;
        reject(error);
      });
    });
  }

  test('a waiting request is told to every approver by mail and to the webhook, which is tried again when it fails', async () => {
    const { body } = await submit();
    await until('both mails', () => mail.to.length >= 2);
    await until('the second try of the webhook', () => hook.seen.length >= 2);
    const logins = await gateway.database.query<{ email: string }[]>(
      'SELECT email FROM person WHERE id = ANY($1)',
      [plant.approverIds],
    );
    expect([...mail.to].sort()).toEqual(logins.map((row) => row.email).sort());
    expect(mail.mails.join('\n')).toContain(`/requests/${body.id}`);
    const last = hook.seen.at(-1)!;
    const [, seconds, signature] = /^t=(\d+),v1=(.*)$/.exec(String(last.headers['gatehouse-signature']))!;
    expect(signature).toBe(
      webhookSignature(gateway.context.secrets.webhookSecret, Number(seconds), last.body),
    );
    expect(JSON.parse(last.body)).toMatchObject({ request: { id: body.id } });
    await approver.post(`/api/access-requests/${body.id}/reviews`, {
      verdict: 'deny',
      contentHash: body.contentHash,
      reason: 'no',
    });
  }, 40_000);

  test('AZ-18 opening the link of the mail decides nothing', async () => {
    const { body } = await submit();
    await approver.get(`/requests/${body.id}`);
    await approver.get(`/api/access-requests/${body.id}`);
    expect((await approver.get(`/api/access-requests/${body.id}`)).body.state).toBe('pending');
    expect((await approver.get(`/api/access-requests/${body.id}/reviews`)).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test('the live stream says what to read again, to those whom it concerns and to nobody else', async () => {
    const other = await buildPlant(gateway.database);
    const strangers = [other.vendorUserId, other.approverIds[0]!];
    const mine = await Promise.all([follow(vendor), follow(approver)]);
    const theirs = await Promise.all(strangers.map(async (id) => follow(await gateway.openSession(id))));
    const { body } = await submit();
    await approver.post(`/api/access-requests/${body.id}/reviews`, {
      verdict: 'approve',
      contentHash: body.contentHash,
    });
    for (const stream of mine) {
      await until('the request', () =>
        stream.messages.some((one) => one.topic === 'access-requests' && one.id === body.id),
      );
      await until('the grant', () => stream.messages.some((one) => one.topic === 'grants'));
    }
    expect(theirs.flatMap((stream) => stream.messages)).toEqual([]);
    for (const stream of [...mine, ...theirs]) stream.close();
  }, 40_000);

  test('the live stream ends with the web session behind it', async () => {
    const client = await gateway.openSession(plant.approverIds[1]!);
    const stream = await follow(client);
    expect(stream.isOpen()).toBe(true);
    await gateway.database.query('UPDATE web_session SET ended_at = $2 WHERE person_id = $1', [
      plant.approverIds[1],
      gateway.clock.now(),
    ]);
    await until('the end of the stream', () => !stream.isOpen(), 10_000);
    await expect(follow(client)).rejects.toThrow('401');
  }, 30_000);

  test('one person cannot hold any number of streams', async () => {
    const client = await gateway.openSession(plant.approverIds[0]!);
    const streams = await Promise.allSettled(Array.from({ length: 14 }, () => follow(client)));
    const open = streams.filter((one) => one.status === 'fulfilled');
    expect(open).toHaveLength(10);
    for (const one of open) one.value.close();
    await until('room again', () =>
      follow(client).then(
        (stream) => {
          stream.close();
          return true;
        },
        () => false,
      ),
    );
  }, 30_000);

  test('jobs expire what nobody answered and close what ended, without anybody asking', async () => {
    const { body } = await submit();
    gateway.clock.advanceMinutes(241);
    await until('expired', async () => {
      const rows = await gateway.database.query<{ state: string }[]>(
        'SELECT state FROM access_request WHERE id = $1',
        [body.id],
      );
      return rows[0]?.state === 'expired';
    });
    await until('closed', async () => {
      const rows = await gateway.database.query<{ open: string }[]>(
        `SELECT count(*) AS open FROM access_grant WHERE site_id = $1 AND state <> 'closed'`,
        [plant.siteId],
      );
      return rows[0]?.open === '0';
    });
  }, 40_000);
});

test('the outbox hands out every entry at least once, also when a delivery fails, and each by one of two nodes', async () => {
  const { database, url, stop } = await startTestDatabase();
  const delivered: string[] = [];
  let failures = 3;
  const troubles: unknown[] = [];
  const node = (): OutboxDispatcher =>
    new OutboxDispatcher({
      database,
      databaseUrl: url,
      clock: systemClock,
      deliver: async (entry) => {
        if (failures > 0 && Number(entry.id) % 7 === 0) {
          failures -= 1;
          throw new Error('not now');
        }
        delivered.push(entry.id);
      },
      onTrouble: (error) => troubles.push(error),
    });
  const nodes = [node(), node()];
  try {
    const flow = new Workflow(database, new FixedClock());
    const plant = await buildPlant(database);
    for (const one of nodes) one.start();
    for (let count = 0; count < 20; count += 1) await flow.submit(plant);
    const events = new PostgresUnitOfWork(database, (manager) => new PostgresEventLog(manager));
    await events
      .run(async (log) => {
        await log.append({
          kind: 'never.committed',
          at: new Date(),
          actor: { kind: 'system' },
          siteId: null,
          subjects: {},
          data: {},
        });
        throw new Error('taken back');
      })
      .catch(() => undefined);
    await until('an empty outbox', async () => {
      const rows = await database.query<{ left: string }[]>(
        'SELECT count(*) AS left FROM outbox_entry WHERE dispatched_at IS NULL',
      );
      return rows[0]?.left === '0';
    });
    const ids = (await database.query<{ id: string }[]>('SELECT id FROM outbox_entry ORDER BY id')).map(
      (row) => row.id,
    );
    expect([...new Set(delivered)].sort((a, b) => Number(a) - Number(b))).toEqual(ids);
    expect(ids).toHaveLength(20);
    expect(troubles.length).toBeGreaterThan(0);
  } finally {
    await Promise.all(nodes.map((one) => one.stop()));
    await stop();
  }
}, 60_000);
