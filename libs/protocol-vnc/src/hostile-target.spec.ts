import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { deflateSync } from 'node:zlib';
import { encodings } from '@gatehouse/desktop';
import { longestClipboard } from '@gatehouse/screen';
import { eventually } from './testing/eventually.js';
import { greetingOf, serverInit, startScriptedTarget, u32, updateOf } from './testing/scripted-target.js';
import { makeTestCertificate } from './testing/test-certificate.js';
import { dialTest, TestViewer } from './testing/test-viewer.js';

jest.setTimeout(60_000);

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function speaking(...pieces: (Buffer | string)[]): ReturnType<typeof startScriptedTarget> {
  const target = await startScriptedTarget((socket) => {
    for (const piece of pieces) socket.write(piece);
  });
  stops.push(target.stop);
  return target;
}

/** A viewer of a target that goes on with these bytes after a greeting with a screen of 64 x 48. */
async function viewing(...pieces: Buffer[]): Promise<TestViewer> {
  const viewer = await TestViewer.open(await speaking(greetingOf(64, 48), ...pieces));
  stops.push(() => viewer.upstream.close());
  return viewer;
}

const signed = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const cutText = (length: number, ...rest: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([3, 0, 0, 0]), signed(length), ...rest]);
const packed = (bytes: Buffer): Buffer => {
  const zipped = deflateSync(bytes);
  return Buffer.concat([u32(zipped.length), zipped]);
};
const bomb = packed(Buffer.alloc(8 * 1024 * 1024));
const manyRects = Buffer.from([0, 0, 0xff, 0xff]);

describe('PR-02 what a hostile VNC server sends', () => {
  it.each<[string, Buffer, string]>([
    ['a rectangle that leaves the screen', updateOf([32, 0, 33, 1, 0]), 'outside of its screen'],
    ['a rectangle of 65535 x 65535', updateOf([0, 0, 65535, 65535, 0]), 'outside of its screen'],
    ['a place that would be negative', updateOf([65535, 65535, 2, 2, 0]), 'outside of its screen'],
    ['an empty rectangle in ZRLE', updateOf([0, 0, 0, 5, encodings.zrle]), 'an empty rectangle'],
    ['an encoding nobody asked for', updateOf([0, 0, 1, 1, 4711]), 'nobody asked for'],
    ['TightPNG', updateOf([0, 0, 1, 1, encodings.tightPng]), 'nobody asked for'],
    ['PNG within Tight', updateOf([0, 0, 1, 1, encodings.tight, Buffer.from([0xa0])]), 'PNG'],
    ['a copy from outside', updateOf([0, 0, 8, 8, 1, Buffer.from([0, 60, 0, 0])]), 'copied from outside'],
    ['2^32 parts in RRE', updateOf([0, 0, 8, 8, 2, u32(0xffffffff)]), 'more parts'],
    [
      'a part outside of its rectangle',
      updateOf([
        0,
        0,
        8,
        8,
        2,
        Buffer.concat([u32(1), u32(0), u32(0), Buffer.from([0, 7, 0, 7, 0, 2, 0, 2])]),
      ]),
      'outside of a rectangle',
    ],
    [
      'the same part again and again',
      updateOf([
        ...[0, 0, 8, 8, 2],
        Buffer.concat([
          u32(2),
          u32(0),
          ...[1, 2].flatMap(() => [u32(0), Buffer.from([0, 0, 0, 0, 0, 8, 0, 8])]),
        ]),
      ] as unknown as [number, number, number, number, number, Buffer]),
      'more than once',
    ],
    [
      'a part outside of its tile',
      updateOf([0, 0, 8, 8, 5, Buffer.from([8, 1, 0x77, 0x11])]),
      'outside of a rectangle',
    ],
    ['a zip bomb in Zlib', updateOf([0, 0, 8, 8, 6, bomb]), 'than it can need'],
    ['a zip bomb in ZRLE', updateOf([0, 0, 64, 48, 16, bomb]), 'more than a rectangle holds'],
    [
      'a zip bomb in Tight',
      updateOf([0, 0, 64, 48, 7, tightOf(deflateSync(Buffer.alloc(1024 * 1024)))]),
      'more than a rectangle holds',
    ],
    ['2^32 packed bytes', updateOf([0, 0, 8, 8, 6, u32(0xffffffff)]), 'than it can need'],
    [
      'what is not zlib',
      updateOf([0, 0, 64, 48, 16, Buffer.concat([u32(64), Buffer.alloc(64, 0xee)])]),
      'cannot be unpacked',
    ],
    [
      'too little in ZRLE',
      updateOf([0, 0, 64, 48, 16, packed(Buffer.from([0, 1, 2]))]),
      'less than a rectangle',
    ],
    ['an unknown ZRLE tile', updateOf([0, 0, 8, 8, 16, packed(Buffer.from([129]))]), 'unknown kind'],
    [
      'a run that leaves its tile',
      updateOf([0, 0, 8, 8, 16, packed(Buffer.from([128, 1, 2, 3, 255, 255, 0]))]),
      'leaves its tile',
    ],
    [
      'a colour that no palette has',
      updateOf([0, 0, 8, 1, 16, packed(Buffer.from([131, 1, 2, 3, 1, 2, 3, 1, 2, 3, 9]))]),
      'its palette lacks',
    ],
    ['what is no JPEG', updateOf([0, 0, 8, 8, 7, Buffer.from([0x90, 2, 1, 1])]), 'cannot be read'],
    ['what is no JPEG, by itself', updateOf([0, 0, 8, 8, 21, Buffer.from([1, 2, 3])]), 'cannot be read'],
    ['a cursor of 300 x 300', updateOf([0, 0, 300, 300, -239]), 'too large'],
    ['a screen of 65535 x 65535', updateOf([0, 0, 65535, 65535, -223]), 'impossible size'],
    ['a screen of nothing', updateOf([0, 0, 0, 0, -223]), 'impossible size'],
    ['a name of 2^32 bytes', updateOf([0, 0, 0, 0, -307, u32(0xffffffff)]), 'too long'],
    ['a clipboard of 2^31 bytes', cutText(0x7fffffff), 'impossible length'],
    ['a clipboard of -2^31 bytes', cutText(-(2 ** 31)), 'impossible length'],
    ['a clipboard of -1 bytes', cutText(-1, Buffer.from([1])), 'cut off'],
    ['a fence of 255 bytes', Buffer.from([248, 0, 0, 0, 0x80, 0, 0, 0, 255]), 'too long'],
    ['a message nobody asked for', Buffer.from([77]), 'nobody asked for'],
  ])('PR-02 ends its own session only: %s', async (_name, bytes, detail) => {
    const viewer = await viewing(bytes);
    const outcome = await eventually(() => viewer.outcome);
    expect(outcome).toMatchObject({ reason: 'error', detail: expect.stringContaining(detail), exit: null });
  });

  it('takes 65535 rectangles of which the last comes early, and those that are empty', async () => {
    const rects = Array.from(
      { length: 2_000 },
      (_, index): [number, number, number, number, number, Buffer] => [
        ...([index % 64, 0, 1, 1, 0] as const),
        u32(0x01020300),
      ],
    );
    const update = updateOf(...rects, [0, 0, 0, 0, 0], [0, 0, 0, 9, 5], [0, 0, 0, 0, encodings.lastRect]);
    manyRects.copy(update);
    const viewer = await viewing(update, Buffer.from([2]));
    await eventually(() => viewer.bells === 1);
    expect(viewer.areas.length).toBeLessThan(300);
    expect(viewer.upstream.surface.pixels[0]).toBe(0x030201);
    expect(viewer.outcome).toBeNull();
  });

  it('passes over a clipboard that is too long, and goes on', async () => {
    const long = longestClipboard + 1;
    const viewer = await viewing(cutText(long, Buffer.alloc(long, 0x61)), cutText(2, Buffer.from('ja')));
    await eventually(() => viewer.texts.length > 0);
    expect(viewer.texts).toEqual(['ja']);
  });

  it('never holds a clipboard that unpacks to more than may be', async () => {
    const bombText = deflateSync(Buffer.concat([u32(32 * 1024 * 1024), Buffer.alloc(32 * 1024 * 1024)]));
    const viewer = await viewing(
      cutText(-8, u32(0x1f000001), u32(0)),
      cutText(-4, u32(0x08000001)),
      cutText(-(4 + bombText.length), u32(0x10000001), bombText),
      cutText(-4, u32(0x08000001)),
      extended('Grüße ✓\r\n'),
    );
    await eventually(() => viewer.texts.length > 0);
    expect(viewer.texts).toEqual(['Grüße ✓\n']);
  });

  it('ends the session on a clipboard that is cut off in its packing', async () => {
    const body = Buffer.concat([u32(0x10000001), deflateSync(u32(100))]);
    const viewer = await viewing(cutText(-body.length, body));
    const outcome = await eventually(() => viewer.outcome);
    expect(outcome).toMatchObject({ reason: 'error', detail: 'the target sent a clipboard that is cut off' });
  });

  it('answers every fence in order, without the request', async () => {
    const fence = (flags: number, ...payload: number[]): Buffer =>
      Buffer.concat([Buffer.from([248, 0, 0, 0]), u32(flags), Buffer.from([payload.length, ...payload])]);
    const target = await speaking(
      greetingOf(64, 48),
      fence(0x80000003, 7),
      fence(0x80000000, 8, 9),
      fence(0, 5),
    );
    const viewer = await TestViewer.open(target);
    stops.push(() => viewer.upstream.close());
    const answers = Buffer.concat([fence(3, 7), fence(0, 8, 9)]);
    await eventually(() => target.received().includes(answers));
    expect(target.received().includes(fence(0, 5))).toBe(false);
  });

  it('shows a name only as inert words', async () => {
    const name = Buffer.from('<b>HMI\u001b]0;x\u0007</b>\u202e\n'.repeat(40));
    const target = await speaking('RFB 003.008\n', Buffer.from([1, 1, 0, 0, 0, 0]), serverInit(64, 48, name));
    const viewer = await TestViewer.open(target);
    stops.push(() => viewer.upstream.close());
    expect(viewer.upstream.name).toMatch(/^<b>HMI\?]0;x\?<\/b>\?\?<b>/);
    expect(viewer.upstream.name).toHaveLength(200);
  });

  it.each([
    ['nothing of VNC', 'HTTP/1.1 400 Bad Request\r\n', 'the target does not speak VNC'],
    [
      'a reason',
      Buffer.concat([Buffer.from('RFB 003.008\n\0'), u32(9), Buffer.from('go\x1b away.')]),
      '"go? away."',
    ],
    [
      'an endless reason',
      Buffer.concat([Buffer.from('RFB 003.008\n\0'), u32(0xffffffff)]),
      'too long to be read',
    ],
    ['an impossible screen', greetingOf(65535, 65535), '65535 x 65535'],
    ['an endless name', greetingOf(64, 48).fill(0xff, 38, 42), 'a name that is too long'],
  ])('PR-02 is refused before a session: %s', async (_name, bytes, detail) => {
    const answer = await dialTest({ ...(await speaking(bytes)), secret: null });
    expect(answer).toMatchObject({ refused: 'unreachable', detail: expect.stringContaining(detail) });
  });

  it('waits for no target longer than its patience, and stops when asked to', async () => {
    const silent = await speaking();
    expect(await dialTest(silent, { patienceMs: 50 })).toEqual({
      refused: 'unreachable',
      detail: 'no answer in time',
    });
    const abort = new AbortController();
    const dial = dialTest(silent, {}, abort.signal);
    await eventually(() => silent.open.size > 0);
    abort.abort();
    expect(await dial).toEqual({ refused: 'aborted' });
    await eventually(() => silent.open.size === 0);
    expect(silent.received().length).toBe(0);
  });
});

describe('how a scripted target is signed in to', () => {
  const tunnel = (code: number, vendor: string, signature: string): Buffer =>
    Buffer.concat([u32(code), Buffer.from(vendor), Buffer.from(signature.padEnd(8))]);

  it('goes through no tunnel of a Siemens panel, which forgets to offer that', async () => {
    const target = await speaking(
      Buffer.from('RFB 003.007\n'),
      Buffer.from([1, 16]),
      Buffer.concat([u32(1), tunnel(1, 'SICR', 'SCHANNEL'), u32(0), u32(0)]),
      serverInit(64, 48, Buffer.from('panel')),
      Buffer.alloc(8),
    );
    const viewer = await TestViewer.open(target);
    stops.push(() => viewer.upstream.close());
    expect(viewer.upstream.name).toBe('panel');
    await eventually(() => target.received().length >= 18);
    expect(target.received().subarray(12, 18)).toEqual(Buffer.from([16, 0, 0, 0, 0, 1]));
  });

  it('goes through no other tunnel', async () => {
    const offer = Buffer.concat([u32(1), tunnel(1, 'ABCD', 'STRANGER')]);
    const target = await speaking('RFB 003.008\n', Buffer.from([1, 16]), offer);
    expect(await dialTest(target)).toMatchObject({ refused: 'unreachable' });
  });

  it.each([
    ['RFB 003.005\n', 'RFB 003.003\n'],
    ['RFB 003.889\n', 'RFB 003.008\n'],
    ['RFB 004.001\n', 'RFB 003.008\n'],
    ['RFB 003.007\n', 'RFB 003.007\n'],
  ])('answers %j with %j', async (said, answered) => {
    const isOld = answered === 'RFB 003.003\n';
    const hasResult = answered === 'RFB 003.008\n';
    const target = await speaking(
      ...[said, isOld ? u32(1) : Buffer.from([1, 1]), hasResult ? u32(0) : Buffer.alloc(0)],
      serverInit(64, 48, Buffer.from('odd')),
    );
    const viewer = await TestViewer.open({ ...target, secret: null });
    stops.push(() => viewer.upstream.close());
    await eventually(() => target.received().length >= 12);
    expect(target.received().subarray(0, 12).toString()).toBe(answered);
  });

  it.each([
    ['3.3 with VncAuth', [Buffer.from('RFB 003.003\n'), u32(2), Buffer.alloc(16)]],
    ['VncAuth', [Buffer.from('RFB 003.008\n'), Buffer.from([1, 2]), Buffer.alloc(16)]],
    ['anonymous TLS', [Buffer.from('RFB 003.008\n'), Buffer.from([1, 19, 0, 2, 0, 1, 0, 0, 1, 2, 1])]],
    ['Tight', [Buffer.from('RFB 003.008\n'), Buffer.from([1, 16]), Buffer.alloc(8)]],
  ])('sends nothing secret where a certificate is needed and the target says %s', async (_name, pieces) => {
    const target = await speaking(...pieces);
    const answer = await dialTest({
      ...target,
      protection: 'certificate',
      pinned: Buffer.from('a certificate'),
    });
    expect(answer).toMatchObject({ refused: 'algorithms-not-allowed' });
    await eventually(() => target.open.size === 0);
    // A version, and for VeNCrypt that it was chosen; never an answer to a challenge.
    expect(target.received().length).toBeLessThanOrEqual(15);
  });

  it('gives name and password to nobody but the holder of the pinned certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-vnc-'));
    stops.push(async () => rmSync(folder, { recursive: true }));
    const right = makeTestCertificate(folder);
    const other = makeTestCertificate(folder, 'other');
    const said: Buffer[] = [];
    const target = await startScriptedTarget((socket) => {
      socket.write('RFB 003.008\n');
      socket.write(Buffer.from([1, 19, 0, 2, 0, 1, 0, 0, 1, 6, 1]));
      // 12 of the version, 1 for VeNCrypt, 2 of its version, 4 of the subtype; TLS begins behind.
      let plain = 12 + 1 + 2 + 4;
      socket.on('readable', function begin() {
        while (plain > 0) {
          const bytes = socket.read(Math.min(plain, socket.readableLength)) as Buffer | null;
          if (!bytes?.length) return;
          plain -= bytes.length;
        }
        socket.off('readable', begin);
        const tls = new TLSSocket(socket, { isServer: true, cert: right.certificate, key: right.key });
        tls.on('error', () => undefined).on('data', (bytes: Buffer) => said.push(bytes));
        tls.write(Buffer.concat([u32(0), serverInit(64, 48, Buffer.from('within'))]));
      });
    });
    stops.push(target.stop);
    const to = { ...target, protection: 'certificate', account: 'dienst', secret: 'geheim' } as const;
    expect(await dialTest({ ...to, pinned: other.der })).toMatchObject({ refused: 'identity-mismatch' });
    const viewer = await TestViewer.open({ ...to, pinned: right.der });
    stops.push(() => viewer.upstream.close());
    expect(viewer.upstream.name).toBe('within');
    // The first that came of either connection: the one before sent nothing.
    const credential = Buffer.concat([u32(6), u32(6), Buffer.from('dienstgeheim')]);
    await eventually(() => Buffer.concat(said).subarray(0, 20).equals(credential));
  });

  it('reads nothing as encrypted that came before', async () => {
    const early = Buffer.from([1, 19, 0, 2, 0, 1, 0, 0, 1, 4, 1, 0x16, 0x03]);
    const target = await speaking('RFB 003.008\n', early);
    expect(await dialTest(target)).toMatchObject({
      refused: 'unreachable',
      detail: 'the target sent plain bytes where TLS was to begin',
    });
  });
});

/** Basic, the first stream, no filter. */
function tightOf(zipped: Buffer): Buffer {
  const { length } = zipped;
  return Buffer.concat([Buffer.from([0, (length & 0x7f) | 0x80, (length >> 7) & 0x7f]), zipped]);
}

function extended(text: string): Buffer {
  const words = Buffer.from(`${text}\0`);
  const body = Buffer.concat([u32(0x10000001), deflateSync(Buffer.concat([u32(words.length), words]))]);
  return cutText(-body.length, body);
}
