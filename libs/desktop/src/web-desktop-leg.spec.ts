import { createServer, connect } from 'node:net';
import type { Socket } from 'node:net';
import { encodeControl, encodeData, readFrames } from '@gatehouse/session/plugin';
import { WebDesktopLeg } from './web-desktop-leg.js';

let page: Socket;
let host: Socket;
const at = new Date('2026-03-02T08:00:00.000Z');

beforeEach(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  page = connect((server.address() as { port: number }).port, '127.0.0.1');
  page.on('error', () => undefined);
  host = await accepted;
  server.close();
});

afterEach(() => {
  page.destroy();
  host.destroy();
});

const legOf = (): WebDesktopLeg => new WebDesktopLeg(host, readFrames(host), () => at);

test('what a page sends comes in order, and what it says beside RFB is nothing', async () => {
  const { first } = legOf();
  page.write(encodeData(Buffer.from('RFB 003.008\n')));
  page.write(encodeControl({ type: 'resize', columns: 80, rows: 24 }));
  page.write(encodeData(Buffer.from([1])));
  expect((await first.read())?.toString()).toBe('RFB 003.008\n');
  expect(await first.read()).toEqual(Buffer.from([1]));
  page.end();
  expect(await first.read()).toBeNull();
});

test('a picture larger than a message passes whole, and the last words come after it', async () => {
  const leg = legOf();
  const picture = Buffer.alloc(700_000, 7);
  const sent = leg.first
    .write('out', picture)
    .then(() =>
      leg.tell({ type: 'ended', code: 'GH-REVOKED', reason: 'revoked', text: 'the plant ended it.' }),
    )
    .then(() => leg.close());
  let bytes = 0;
  let last: unknown;
  for await (const frame of readFrames(page)) {
    if (frame.type === 'data') bytes += frame.bytes.length;
    else last = frame.value;
  }
  page.end();
  expect(bytes).toBe(picture.length);
  expect(last).toEqual({
    type: 'ended',
    code: 'GH-REVOKED',
    reason: 'revoked',
    text: 'the plant ended it.',
    at: at.toISOString(),
  });
  expect(await sent).toBe(true);
});

test('a page that does not read holds the picture up instead of filling memory, and its going frees the writer', async () => {
  const { first } = legOf();
  let done = false;
  const sent = first.write('out', Buffer.alloc(64 * 1024 * 1024)).then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toBe(false);
  expect(host.writableLength).toBeLessThan(2 * 1024 * 1024);
  host.destroy();
  await sent;
});

test('a message of an unknown form ends this page', async () => {
  const leg = legOf();
  page.write(Buffer.from([9, 0, 0, 0, 1, 1]));
  expect(await leg.first.read()).toBeNull();
  await leg.gone;
});
