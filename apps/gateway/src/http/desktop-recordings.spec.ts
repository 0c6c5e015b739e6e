import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RecordingFrame, RecordingSearchAnswer, RecordingTimeline } from '@gatehouse/contracts';
import { newId } from '@gatehouse/kernel';
import type { PersonId } from '@gatehouse/kernel';
import {
  encodeRect,
  parseScreenUpdate,
  type ScreenItem,
  ScreenPicture,
  writeClipboardEvent,
  writeCursorShape,
  writePointerEvent,
  writeScreenUpdate,
} from '@gatehouse/screen';
import { PNG } from 'pngjs';
import { VideoExports, type VideoWish } from '../recordings/video-exports.js';
import { type RecordedSession, startRecordedSession } from '../testing/recorded-session.js';
import { TestGateway } from '../testing/test-gateway.js';
import type { TestClient } from '../testing/test-client.js';

// Other suites share the machine.
jest.setTimeout(90_000);

const [width, height] = [400, 300];
const red = 0x00_00_d0;
const green = 0x00_d0_00;

let folder: string;
let gateway: TestGateway;
let live: RecordedSession;
let sealed: RecordedSession;
let terminal: RecordedSession;
/** At another site, an hour long. */
let long: RecordedSession;
let auditor: TestClient;
let elsewhere: TestClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-desktop-api-'));
  gateway = await TestGateway.start({ environment: { DATA_DIR: folder } });
  gateway.clock.advance(Date.now() - gateway.clock.now().getTime());
  [live, sealed, terminal] = [
    await startRecordedSession(gateway, 'vnc'),
    await startRecordedSession(gateway, 'vnc'),
    await startRecordedSession(gateway, 'ssh'),
  ];
  const roles = [live, sealed, terminal].map(({ siteId }) => ({ role: 'auditor', siteId }) as const);
  auditor = await gateway.openSession((await gateway.addPerson({ roles })).id);
  long = await startRecordedSession(gateway, 'vnc');
  await show(long, [size, plain(red)], 0);
  await show(long, [plain(green)], 3_600_000);
  await long.seal();
  const stranger = await gateway.addPerson({ roles: [{ role: 'auditor', siteId: long.siteId }] });
  elsewhere = await gateway.openSession(stranger.id);

  await show(live, [size, plain(red)], 0);
  await show(sealed, [size, plain(red)], 0);
  const white = new Uint8Array(16 * 16 * 4).fill(255);
  await sealed.record(
    'cursor',
    writeCursorShape({ width: 16, height: 16, hotX: 0, hotY: 0, rgba: white }),
    10,
  );
  await sealed.record('pointer', writePointerEvent({ x: 100, y: 50, buttons: 1 }), 20);
  await sealed.record('clipboard', writeClipboardEvent({ direction: 'in', text: 'recipe 7' }), 1_000);
  await show(sealed, [plain(green)], 2_000);
  await show(sealed, [tile(0, 0, red)], 3_000);
  await sealed.seal();
  await terminal.record('resize', Buffer.from('80x24'), 0);
  await terminal.record('terminal-out', Buffer.from('pump 3 is on\r\n'), 1);
  await terminal.seal();
}, 90_000);
afterAll(async () => {
  await live.recorder.close({ reason: 'client-left', complete: true });
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

const size: ScreenItem = { kind: 'size', width, height };

function tile(x: number, y: number, colour: number): ScreenItem {
  const [w, h] = [Math.min(64, width - x), Math.min(64, height - y)];
  const rect = encodeRect({ width: w, height: h, pixels: new Uint32Array(w * h).fill(colour) }, 0, 0, w, h);
  return { ...rect, x, y };
}

/** The whole screen in one colour, tile by tile. */
const plain = (colour: number): ScreenItem[] =>
  Array.from({ length: 7 * 5 }, (_, at) => tile((at % 7) * 64, Math.floor(at / 7) * 64, colour));

const show = (session: RecordedSession, items: readonly (ScreenItem | ScreenItem[])[], at: number) =>
  session.record('screen-update', writeScreenUpdate(items.flat()), at);

/** The answer's bytes as they came. */
function fetchBytes(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>(
    (resolve, reject) => {
      const { host } = new URL(gateway.origin);
      const all = { host, origin: gateway.origin, cookie: auditor.cookie ?? '', ...headers };
      request({ host: '127.0.0.1', port: gateway.port, path, headers: all, agent: false }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            bytes: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

const framesOf = (lines: string): RecordingFrame[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => RecordingFrame.parse(JSON.parse(line)));

function colourAt({ width: w, data }: PNG, x: number, y: number): number {
  const at = (y * w + x) * 4;
  return data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16);
}

test('the timeline of a desktop has its channel with the size of its screen', async () => {
  const answer = await auditor.get(`/api/recordings/${sealed.recordingId}/timeline`);
  const timeline = RecordingTimeline.parse(answer.body);
  expect(timeline.channels).toEqual([
    { channel: 0, kind: 'desktop', columns: null, rows: null, width, height },
  ]);
  expect(timeline.activity.reduce((sum, one) => sum + one, 0)).toBeCloseTo(6);
});

test('composed frames begin with one state, and what came after it follows', async () => {
  const path = `/api/recordings/${sealed.recordingId}/frames?fromMs=2500&composed=true`;
  const frames = framesOf((await auditor.get(path)).text);
  expect(frames.map(({ kind, isState, atMs }) => [kind, isState ?? false, atMs])).toEqual([
    ['screen-update', true, 2500],
    ['cursor', true, 2500],
    ['pointer', true, 2500],
    ['screen-update', false, 3000],
  ]);
  const picture = new ScreenPicture();
  picture.apply(parseScreenUpdate(Buffer.from(frames[0]!.data!, 'base64')));
  expect([...picture.pixels.subarray(0, 4)]).toEqual([0, 0xd0, 0, 255]);
});

test('frames are packed for whoever takes gzip, and are the same', async () => {
  const path = `/api/recordings/${sealed.recordingId}/frames`;
  const packed = await fetchBytes(path, { 'accept-encoding': 'gzip' });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  const whole = await fetchBytes(path);
  expect(whole.headers['content-encoding']).toBeUndefined();
  expect(gunzipSync(packed.bytes).equals(whole.bytes)).toBe(true);
  expect(framesOf(whole.bytes.toString()).map(({ kind }) => kind)).toEqual([
    'screen-update',
    'cursor',
    'pointer',
    'clipboard',
    'screen-update',
    'screen-update',
  ]);
});

test('a search says that nothing was searched', async () => {
  const search = async (id: string) =>
    RecordingSearchAnswer.parse((await auditor.get(`/api/recordings/${id}/search?q=pump`)).body);
  expect(await search(sealed.recordingId)).toEqual({ hits: [], truncated: false, hasText: false });
  expect(await search(terminal.recordingId)).toMatchObject({
    hits: [{ text: 'pump 3 is on' }],
    hasText: true,
  });
});

test('a picture shows the moment with its pointer, says that it is derived, and is an export', async () => {
  const path = `/api/recordings/${sealed.recordingId}/picture?atMs=`;
  const answer = await fetchBytes(`${path}1500`);
  expect(answer.status).toBe(200);
  expect(answer.headers['content-disposition']).toContain('1500-derived-copy.png');
  expect(answer.bytes.includes('derived copy, not evidence')).toBe(true);
  const picture = PNG.sync.read(answer.bytes);
  expect([picture.width, picture.height]).toEqual([width, height]);
  expect(colourAt(picture, 0, 0)).toBe(red);
  expect(colourAt(picture, 110, 60)).toBe(0xff_ff_ff);
  expect(colourAt(picture, 120, 60)).toBe(red);
  expect(colourAt(PNG.sync.read((await fetchBytes(`${path}2000`)).bytes), 0, 0)).toBe(green);
  const entries = await gateway.auditEntries('recording.exported');
  expect(entries.map(({ data }) => data)).toEqual([{ form: 'picture' }, { form: 'picture' }]);
});

test('copies that cannot be made of a recording are refused and are no export', async () => {
  const before = (await gateway.auditEntries('recording.exported')).length;
  const desktop = await auditor.get(`/api/recordings/${sealed.recordingId}/asciicast`);
  expect([desktop.status, desktop.body['detail']]).toEqual([409, expect.stringContaining('desktop')]);
  for (const form of ['picture?atMs=0', 'video'])
    expect((await auditor.get(`/api/recordings/${terminal.recordingId}/${form}`)).status).toBe(409);
  expect(await gateway.auditEntries('recording.exported')).toHaveLength(before);
});

test.each(['mp4', 'webm'])('a video (%s) shows what was recorded for as long as it lasted', async (form) => {
  const answer = await fetchBytes(`/api/recordings/${sealed.recordingId}/video?form=${form}`);
  expect(answer.headers).toMatchObject({ 'content-type': `video/${form}` });
  expect(answer.headers['content-disposition']).toContain(`derived-copy.${form}`);
  const file = join(folder, `video.${form}`);
  writeFileSync(file, answer.bytes);
  const about = execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', file], {
    encoding: 'utf8',
  });
  expect(about).toContain(`width=${width}`);
  expect(about).toMatch(/title=.*derived copy, not evidence/);
  const raw = spawnSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], {
    maxBuffer: 64 << 20,
  }).stdout;
  const pictureBytes = width * height * 3;
  expect(raw.length / pictureBytes).toBe(16);
  const greenAt = (second: number): boolean => {
    const at = Math.round(second * 5) * pictureBytes + (200 * width + 200) * 3;
    return raw[at + 1]! > 150 && raw[at]! < 80;
  };
  expect([0, 1, 1.8, 2.2, 3].map(greenAt)).toEqual([false, false, false, true, true]);
  expect((await gateway.auditEntries('recording.exported')).at(-1)?.data).toEqual({ form: 'video' });
  expect((await auditor.get(`/api/recordings/${sealed.recordingId}/video-progress`)).status).toBe(404);
});

test('a video that nobody fetches any more is not made any further', async () => {
  const path = `/api/recordings/${long.recordingId}/video`;
  const progress = () => elsewhere.get<{ doneMs?: number }>(`${path}-progress`);
  const { host } = new URL(gateway.origin);
  const headers = { host, origin: gateway.origin, cookie: elsewhere.cookie ?? '' };
  const fetching = request({ host: '127.0.0.1', port: gateway.port, path, headers, agent: false });
  fetching.on('response', (incoming) => incoming.on('error', () => undefined).resume());
  fetching.on('error', () => undefined).end();
  await untilTrue(async () => ((await progress()).body.doneMs ?? 0) > 0);
  fetching.destroy();
  await untilTrue(async () => (await progress()).status === 404);
});

async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('few videos are made at once, and none without ffmpeg', () => {
  const { recordingId } = sealed;
  const wishOf = (personId: PersonId): VideoWish => ({
    form: 'mp4',
    framesPerSecond: 5,
    recordingId,
    personId,
  });
  const [ana, ben, cem] = [newId('per'), newId('per'), newId('per')];
  const exports = new VideoExports(() => '/usr/bin/ffmpeg');
  const first = exports.begin(wishOf(ana));
  expect(() => exports.begin(wishOf(ana))).toThrow(/already/);
  exports.begin(wishOf(ben));
  expect(() => exports.begin(wishOf(cem))).toThrow(/Try again/);
  expect(exports.progressOf(wishOf(ana))).toMatchObject({
    doneMs: 0,
  });
  first.end();
  exports.begin(wishOf(cem)).end();
  expect(() => new VideoExports(() => null).begin(wishOf(ana))).toThrow(/ffmpeg/);
});

test('RI-17 the thumbnail of a running desktop is for those who may watch, on the audit trail before it', async () => {
  const path = `/api/sessions/${live.sessionId}/thumbnail`;
  expect((await elsewhere.get(path)).status).toBe(404);
  expect(await gateway.auditEntries('session.watched')).toEqual([]);
  const first = await fetchBytes(path);
  expect([first.status, first.headers['content-type']]).toEqual([200, 'image/png']);
  const picture = PNG.sync.read(first.bytes);
  expect([picture.width, picture.height]).toEqual([320, 240]);
  expect(colourAt(picture, 160, 120)).toBe(red);
  // Many cards ask: one looking on the trail, one picture.
  const again = await Promise.all([fetchBytes(path), fetchBytes(path)]);
  expect(again.every(({ bytes }) => bytes.equals(first.bytes))).toBe(true);
  expect((await gateway.auditEntries('session.watched')).map(({ data }) => data)).toEqual([
    { as: 'thumbnail' },
  ]);
  await show(live, [plain(green)], 5_000);
  expect((await fetchBytes(path)).bytes.equals(first.bytes)).toBe(true);
  gateway.clock.advance(5_000);
  expect(colourAt(PNG.sync.read((await fetchBytes(path)).bytes), 160, 120)).toBe(green);
});

test('a session without a desktop has no thumbnail, and says so', async () => {
  const answer = await auditor.get(`/api/sessions/${terminal.sessionId}/thumbnail`);
  expect([answer.status, answer.body['detail']]).toEqual([404, expect.stringContaining('no desktop')]);
});
