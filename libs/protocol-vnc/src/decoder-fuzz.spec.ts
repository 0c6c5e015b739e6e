import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { deflateSync } from 'node:zlib';
import { encodings, Surface } from '@gatehouse/desktop';
import { encode } from 'jpeg-js';
import { RectDecoders } from './decode/rect-decoders.js';
import { readMessages } from './messages/read-messages.js';
import { TargetClipboard } from './messages/target-clipboard.js';
import { u32, updateOf } from './testing/scripted-target.js';
import { MalformedTarget, TargetGone } from './wire/target-faults.js';
import { WireInput } from './wire/wire-input.js';

// Bounded here, many more with LONG=1. Whatever bytes come, reading ends in one of two errors and paints nothing outside
// of the surface. The numbers are drawn from a seed that stands in the failure, so that a run can be repeated.

const isLong = Boolean(process.env.LONG);
const rounds = isLong ? 200_000 : 1_500;
jest.setTimeout(isLong ? 3_600_000 : 120_000);
const seed = process.env.FUZZ_SEED ?? 'gatehouse';

function drawFrom(name: string): (below: number) => number {
  let state = createHash('sha256').update(`${seed} ${name}`).digest();
  let at = 0;
  return (below) => {
    if (at > 28) {
      state = createHash('sha256').update(state).digest();
      at = 0;
    }
    at += 4;
    return state.readUInt32BE(at - 4) % below;
  };
}

const [width, height] = [80, 70];
const zipped = (bytes: Buffer): Buffer => deflateSync(bytes, { finishFlush: 2 });
const lengthed = (bytes: Buffer): Buffer => Buffer.concat([u32(bytes.length), bytes]);
const compact = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([(bytes.length & 0x7f) | 0x80, ((bytes.length >> 7) & 0x7f) | 0x80, bytes.length >> 14]),
    bytes,
  ]);
const jpeg = encode({ width: 16, height: 16, data: Buffer.alloc(16 * 16 * 4, 99) }, 60).data;

/** One well-formed message of each kind; the drawn ones are these with something changed. */
const corpus: readonly Buffer[] = [
  updateOf([1, 1, 4, 4, encodings.raw, Buffer.alloc(64, 7)]),
  updateOf([8, 8, 4, 4, encodings.copyRect, u32(0x00010001)]),
  updateOf([
    ...([0, 0, 9, 9, encodings.rre] as const),
    Buffer.concat([u32(1), u32(5), u32(6), u32(0x00010001), u32(0x00020002)]),
  ]),
  updateOf([0, 0, 9, 9, encodings.coRre, Buffer.concat([u32(1), u32(5), u32(6), u32(0x01010202)])]),
  updateOf([
    ...([0, 0, 32, 16, encodings.hextile] as const),
    Buffer.from([2 | 4 | 8, 1, 2, 3, 0, 4, 5, 6, 0, 1, 0x11, 0x22, 8 | 16, 1, 9, 9, 9, 0, 0x00, 0xff]),
  ]),
  updateOf([0, 0, 8, 8, encodings.zlib, lengthed(zipped(Buffer.alloc(256, 3)))]),
  updateOf([0, 0, 8, 8, encodings.zrle, lengthed(zipped(Buffer.from([1, 4, 5, 6])))]),
  updateOf([0, 0, 8, 2, encodings.zrle, lengthed(zipped(Buffer.from([2, 1, 2, 3, 4, 5, 6, 0xaa, 0x55])))]),
  updateOf([0, 0, 8, 8, encodings.zrle, lengthed(zipped(Buffer.from([128, 1, 2, 3, 63])))]),
  updateOf([0, 0, 8, 8, encodings.zrle, lengthed(zipped(Buffer.from([130, 1, 2, 3, 4, 5, 6, 128, 62, 1])))]),
  updateOf([0, 0, 8, 8, encodings.tight, Buffer.from([0x80, 1, 2, 3])]),
  updateOf([
    0,
    0,
    8,
    8,
    encodings.tight,
    Buffer.concat([Buffer.from([1]), compact(zipped(Buffer.alloc(192, 8)))]),
  ]),
  updateOf([0, 0, 8, 4, encodings.tight, Buffer.from([0x40, 1, 1, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4])]),
  updateOf([
    ...([0, 0, 8, 8, encodings.tight] as const),
    Buffer.concat([
      Buffer.from([0x62, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      compact(zipped(Buffer.alloc(64, 2))),
    ]),
  ]),
  updateOf([
    ...([0, 0, 8, 8, encodings.tight] as const),
    Buffer.concat([Buffer.from([0x74, 2]), compact(zipped(Buffer.alloc(192, 8)))]),
  ]),
  updateOf([0, 0, 16, 16, encodings.tight, Buffer.concat([Buffer.from([0x90]), compact(jpeg)])]),
  updateOf([0, 0, 16, 16, encodings.jpeg, jpeg]),
  updateOf([0, 0, 8, 8, encodings.cursor, Buffer.alloc(264, 0xff)]),
  updateOf([0, 0, width, height, encodings.desktopSize]),
  updateOf([0, 0, width, height, encodings.extendedDesktopSize, Buffer.alloc(20, 1)]),
  updateOf([0, 0, 0, 0, encodings.desktopName, lengthed(Buffer.from('name'))]),
  updateOf([0, 0, 0, 0, encodings.qemuExtendedKey], [0, 0, 0, 0, encodings.lastRect]),
  Buffer.from([1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]),
  Buffer.from([2]),
  Buffer.concat([Buffer.from([3, 0, 0, 0]), lengthed(Buffer.from('text'))]),
  Buffer.concat([Buffer.from([3, 0, 0, 0, 0xff, 0xff, 0xff, 0xfc]), u32(0x08000001)]),
  Buffer.from([150]),
  Buffer.from([248, 0, 0, 0, 0x80, 0, 0, 0, 1, 1]),
];

function mutated(draw: (below: number) => number): Buffer {
  let bytes = Buffer.from(corpus[draw(corpus.length)] ?? Buffer.alloc(1));
  for (let changes = draw(4); changes > 0; changes -= 1) {
    const at = draw(Math.max(1, bytes.length));
    switch (draw(5)) {
      case 0:
        bytes[at] = draw(256);
        break;
      case 1:
        bytes = bytes.subarray(0, at);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(draw(64), draw(256)), bytes.subarray(at)]);
        break;
      case 3:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          u32([0, 1, 2 ** 31, 2 ** 32 - 1][draw(4)] ?? 0),
          bytes.subarray(at + 4),
        ]);
        break;
      default:
        bytes = Buffer.concat([bytes, bytes.subarray(at)]);
    }
  }
  return bytes;
}

/** Reads all of it as it comes in these pieces; resolves with the error that ended it. */
async function readAll(bytes: Buffer, pieceBytes: number): Promise<{ error: unknown; surface: Surface }> {
  const stream = new PassThrough();
  const surface = new Surface();
  surface.resize(width, height);
  const decoders = new RectDecoders();
  const clipboard = new TargetClipboard(
    () => undefined,
    () => undefined,
  );
  const reading = readMessages(new WireInput(stream), decoders, {
    surface,
    updated: () => undefined,
    bell: () => undefined,
    plainClipboard: (text) => clipboard.takePlain(text),
    extendedClipboard: (body) => clipboard.takeExtended(body),
    send: () => undefined,
  }).catch((error: unknown) => error);
  for (let at = 0; at < bytes.length; at += pieceBytes) stream.write(bytes.subarray(at, at + pieceBytes));
  stream.end();
  const error = await reading;
  decoders.close();
  return { error, surface };
}

describe('PR-02 the decoders', () => {
  it.each(corpus.map((bytes, index) => [index, bytes] as const))(
    'read message %i of the corpus, whole and in single bytes, alike',
    async (_index, bytes) => {
      const [whole, dribbled] = [await readAll(bytes, bytes.length), await readAll(bytes, 1)];
      expect(whole.error).toBeInstanceOf(TargetGone);
      expect(dribbled.error).toBeInstanceOf(TargetGone);
      expect(dribbled.surface.pixels).toEqual(whole.surface.pixels);
    },
  );

  it(`PR-02 end in a named error whatever comes (seed ${seed})`, async () => {
    const draw = drawFrom('decoders');
    for (let round = 0; round < rounds; round += 1) {
      const bytes = Buffer.concat(Array.from({ length: 1 + draw(4) }, () => mutated(draw)));
      const { error, surface } = await readAll(bytes, 1 + draw(2_000));
      if (!(error instanceof MalformedTarget) && !(error instanceof TargetGone))
        throw new Error(`round ${round}: ${bytes.toString('hex')}`, { cause: error });
      if (surface.pixels.some((pixel) => pixel > 0xffffff)) throw new Error(`round ${round} left garbage`);
    }
  });
});
