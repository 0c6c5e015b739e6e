import { createServer as createHttpServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@gatehouse/kernel';
import { createMailNotifier } from './mail-notifier.js';
import type { WaitingRequest } from './notice.js';
import { waitingRequestMail } from './waiting-request-mail.js';
import { createWebhookNotifier, webhookSignature } from './webhook-notifier.js';

const request: WaitingRequest = {
  requestId: 'req_00000000000000000000000000',
  requester: 'Jana Kovac',
  organisation: 'ACME Robotics',
  siteName: 'Plant Nord',
  timeZone: 'Europe/Berlin',
  machines: [
    { tag: 'L3-PAL01', name: 'Palletizer' },
    { tag: 'L3-PAL02', name: 'Palletizer 2' },
  ],
  purpose: 'Replace the drive parameters',
  plannedChange: true,
  workOrder: 'WO-1',
  opensAt: new Date('2026-03-02T13:00:00Z'),
  closesAt: new Date('2026-03-02T14:30:00Z'),
  answerBy: new Date('2026-03-02T12:00:00Z'),
  url: 'https://gatehouse.example/requests/req_0',
};

/** An SMTP server that takes everything and keeps it (RFC 5321), or refuses recipients. */
async function smtpSink(
  refuse = false,
): Promise<{ url: string; mails: string[]; rcpt: string[]; stop(): Promise<void> }> {
  const mails: string[] = [];
  const rcpt: string[] = [];
  const sockets = new Set<import('node:net').Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = '';
    let mail: string[] | null = null;
    socket.write('220 sink ESMTP\r\n');
    socket.on('data', (bytes) => {
      waiting += bytes.toString('utf8');
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        if (mail !== null) {
          if (line === '.') {
            mails.push(mail.join('\n'));
            mail = null;
            socket.write('250 kept\r\n');
          } else mail.push(line);
        } else if (/^DATA/i.test(line)) {
          mail = [];
          socket.write('354 go on\r\n');
        } else if (/^RCPT/i.test(line)) {
          rcpt.push(line);
          socket.write(refuse ? '550 no such person\r\n' : '250 ok\r\n');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    rcpt,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

test('each approver gets a mail of their own that says who, what, when in plant time, and where to decide', async () => {
  const sink = await smtpSink();
  const notifier = createMailNotifier(sink.url, 'gatehouse@example.com');
  try {
    await notifier.tell(request, [
      { displayName: 'Mara Weiss', email: 'mara@example.com' },
      { displayName: 'Deniz Aydin', email: 'deniz@example.com' },
    ]);
    expect(sink.rcpt).toEqual(['RCPT TO:<mara@example.com>', 'RCPT TO:<deniz@example.com>']);
    const [mail] = sink.mails;
    expect(mail).toContain('Subject: Access request: Jana Kovac, ACME Robotics for L3-PAL01 Palletizer');
    expect(mail).toContain('Mon 2 Mar 2026 14:00 to Mon 2 Mar 2026 15:30 plant time (90 min)');
    expect(mail).toContain(request.url);
    expect(mail).not.toContain('deniz');
  } finally {
    notifier.close();
    await sink.stop();
  }
});

test('a server that takes no recipient makes the notice fail, so that it is tried again', async () => {
  const sink = await smtpSink(true);
  const notifier = createMailNotifier(sink.url, 'gatehouse@example.com');
  try {
    await expect(
      notifier.tell(request, [{ displayName: 'Mara', email: 'mara@example.com' }]),
    ).rejects.toThrow();
  } finally {
    notifier.close();
    await sink.stop();
  }
});

test('AZ-17 what a vendor typed is inert in the mail: no header, no markup, no terminal or direction tricks', async () => {
  const sink = await smtpSink();
  const notifier = createMailNotifier(sink.url, 'gatehouse@example.com');
  try {
    await notifier.tell(
      {
        ...request,
        requester: 'Jana\r\nBcc: everybody@example.com',
        purpose: '<script>alert(1)</script>\u001b[2J\u202egnp.exe\r\n.\r\nQUIT',
      },
      [{ displayName: 'Mara\r\nX-Evil: 1', email: 'mara@example.com' }],
    );
    const [mail = ''] = sink.mails;
    const head = mail.slice(0, mail.indexOf('\n\n'));
    expect(head).not.toMatch(/^(Bcc|X-Evil):/im);
    expect(head).toMatch(/^Content-Type: text\/plain/im);
    expect(mail).not.toContain('\u001b');
    const { text } = waitingRequestMail({ ...request, purpose: 'a\u202eb\u001b[2Jc' });
    expect(text).toContain('a b [2Jc');
  } finally {
    notifier.close();
    await sink.stop();
  }
});

test('the webhook posts a body that the receiver can check with the shared secret', async () => {
  const seen: { body: string; headers: IncomingHttpHeaders }[] = [];
  let status = 204;
  const server = createHttpServer((incoming, response) => {
    let body = '';
    incoming.on('data', (bytes: Buffer) => (body += bytes.toString('utf8')));
    incoming.on('end', () => {
      seen.push({ body, headers: incoming.headers });
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  try {
    const notifier = createWebhookNotifier({ url, secret: 'shared', clock: systemClock });
    await notifier.tell(request, []);
    const [first] = seen;
    const signature = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(first?.headers['gatehouse-signature']));
    expect(signature?.[2]).toBe(webhookSignature('shared', Number(signature?.[1]), first?.body ?? ''));
    expect(signature?.[2]).not.toBe(webhookSignature('other', Number(signature?.[1]), first?.body ?? ''));
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      event: 'request.waiting',
      request: { id: request.requestId, answerBy: '2026-03-02T12:00:00.000Z' },
    });
    for (status of [500, 302, 404]) await expect(notifier.tell(request, [])).rejects.toThrow(String(status));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a webhook that never answers fails in time', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  try {
    const notifier = createWebhookNotifier({ url, secret: 's', clock: systemClock, patienceMs: 200 });
    await expect(notifier.tell(request, [])).rejects.toThrow();
  } finally {
    server.close();
  }
});
