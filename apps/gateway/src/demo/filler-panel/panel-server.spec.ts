import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createCipheriv } from 'node:crypto';
import { panelButtons, panelSize } from './panel-picture.js';
import { startFillerPanel } from './panel-server.js';
import type { FillerPanel } from './panel-server.js';
import { PanelState } from './panel-state.js';

let panel: FillerPanel;
let socket: Socket;
let received: Buffer;
let gone: Promise<unknown>;

beforeAll(async () => {
  panel = await startFillerPanel({ password: 'drehmome', port: 0 });
});
afterAll(() => panel.stop());
beforeEach(async () => {
  received = Buffer.alloc(0);
  socket = connect(panel.port, '127.0.0.1');
  socket.on('data', (bytes: Buffer) => (received = Buffer.concat([received, bytes])));
  socket.on('error', () => undefined);
  gone = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
});
afterEach(() => socket.destroy());

async function take(length: number): Promise<Buffer> {
  while (received.length < length) {
    if (socket.readableEnded || socket.destroyed) throw new Error('the panel hung up');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const bytes = received.subarray(0, length);
  received = received.subarray(length);
  return bytes;
}

async function signIn(password: string): Promise<number> {
  expect((await take(12)).toString()).toBe('RFB 003.008\n');
  socket.write('RFB 003.008\n');
  expect(await take(2)).toEqual(Buffer.from([1, 2]));
  socket.write(Buffer.from([2]));
  const mirrored = [...Buffer.from(password)].map((byte) =>
    Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2),
  );
  const key = Buffer.from([...mirrored, ...mirrored, ...mirrored]);
  socket.write(
    createCipheriv('des-ede3-ecb', key, null)
      .setAutoPadding(false)
      .update(await take(16)),
  );
  return (await take(4)).readUInt32BE();
}

async function begin(): Promise<void> {
  expect(await signIn('drehmome')).toBe(0);
  socket.write(Buffer.from([1]));
  const init = await take(24);
  expect([init.readUInt16BE(0), init.readUInt16BE(2)]).toEqual([800, 480]);
  expect((await take(init.readUInt32BE(20))).toString()).toBe('FILLER 02 panel');
}

/** Asks, and resolves with the pixels that came, by place. */
async function update(isIncremental: boolean): Promise<Map<number, number>> {
  socket.write(Buffer.from([3, isIncremental ? 1 : 0, 0, 0, 0, 0, 3, 32, 1, 224]));
  const pixels = new Map<number, number>();
  const count = (await take(4)).readUInt16BE(2);
  for (let index = 0; index < count; index += 1) {
    const head = await take(12);
    const [x, y, width, height] = [0, 2, 4, 6].map((at) => head.readUInt16BE(at)) as [
      number,
      number,
      number,
      number,
    ];
    const bytes = await take(width * height * 4);
    for (let at = 0; at < width * height; at += 1)
      pixels.set(
        (y + Math.floor(at / width)) * panelSize.width + x + (at % width),
        bytes.readUInt32LE(at * 4),
      );
  }
  return pixels;
}

test('it shows its whole screen once, then what changed, and takes clicks', async () => {
  await begin();
  expect((await update(false)).size).toBe(panelSize.width * panelSize.height);
  const { x, y } = panelButtons.acknowledge;
  // In the corner of the alarm, where a picture of it without the button has the ground's colour.
  const alarm = (await update(false)).get(60 * panelSize.width + 610);
  expect(alarm).toBe(0x32b6f2);
  for (const buttons of [1, 0])
    socket.write(Buffer.from([5, buttons, (x + 5) >> 8, (x + 5) & 0xff, 0, y + 5]));
  let changed = new Map<number, number>();
  while (!changed.has(60 * panelSize.width + 610)) changed = await update(true);
  expect(changed.get(60 * panelSize.width + 610)).toBe(0xe6e3df);
  expect(changed.size).toBeLessThan((panelSize.width * panelSize.height) / 2);
});

test('a wrong password is told so and shut out', async () => {
  expect(await signIn('drehmomo')).toBe(1);
  expect((await take(18)).subarray(4).toString()).toBe('wrong password');
  await gone;
});

test.each([
  ['another format of pixels', [0, 0, 0, 0, 8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 0, 3, 6, 0, 0, 0]],
  ['endless encodings', [2, 0, 0xff, 0xff]],
  ['endless text', [6, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]],
  ['what it does not know', [99]],
])('%s ends the connection', async (_what, bytes) => {
  await begin();
  socket.write(Buffer.from(bytes));
  await gone;
});

test('the field takes letters while it has the focus, and keeps them with Enter', () => {
  const state = new PanelState(() => new Date(0));
  const type = (words: string): void => [...words].forEach((each) => state.type(each.charCodeAt(0)));
  type('lost');
  state.press('batch');
  state.release();
  for (let times = 0; times < 20; times += 1) state.type(0xff08);
  type('Größe 7');
  state.type(0xff0d);
  expect([state.batch, state.isTyping]).toEqual(['Größe 7', false]);
  state.press('batch');
  type('x');
  state.type(0xff1b);
  expect([state.batch, state.typed]).toEqual(['Größe 7', 'Größe 7']);
});

test('the tank is drawn from while the pump runs, and filled again before it is empty', () => {
  const state = new PanelState(() => new Date(0));
  const levels = Array.from({ length: 600 }, () => {
    state.tick();
    return state.levelPercent;
  });
  expect(Math.min(...levels)).toBeGreaterThan(30);
  expect(Math.max(...levels)).toBeLessThan(95);
  state.press('stop');
  expect([state.isPumpRunning, state.litresPerMinute]).toEqual([false, 0]);
});
