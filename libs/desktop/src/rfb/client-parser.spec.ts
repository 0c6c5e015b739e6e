import { BrokenViewer } from './broken-viewer.js';
import type { ClientMessage } from './client-message.js';
import { ClientParser } from './client-parser.js';
import { clipboardProvide, readExtendedClipboard } from './extended-clipboard.js';
import { plainPixelFormat, writePixelFormat } from './pixel-format.js';
import { ServerHandshake } from './server-handshake.js';
import { word } from './server-messages.js';
import { drawFrom } from '../testing/quantised.js';

// Bounded here, a million inputs with LONG=1. The seed stands in the failure, so that a run can be repeated.
const isLong = Boolean(process.env.LONG);
const rounds = isLong ? 1_000_000 : 4_000;
const timeoutMs = isLong ? 3_600_000 : 60_000;

const formatOf = (...changes: [at: number, value: number][]): Buffer => {
  const bytes = Buffer.concat([Buffer.of(0, 0, 0, 0), writePixelFormat(plainPixelFormat)]);
  for (const [at, value] of changes) bytes[4 + at] = value;
  return bytes;
};
const cutText = (length: number, text = ''): Buffer => {
  const head = Buffer.from([6, 0, 0, 0, 0, 0, 0, 0]);
  head.writeInt32BE(length, 4);
  return Buffer.concat([head, Buffer.from(text, 'latin1')]);
};
const provided = clipboardProvide('hallo');

/** One well-formed message of each kind, with what it means. */
const corpus: [Buffer, ClientMessage][] = [
  [formatOf(), { type: 'pixel-format', format: plainPixelFormat }],
  [
    Buffer.from([2, 0, 0, 2, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0x11]),
    { type: 'encodings', encodings: [7, -239] },
  ],
  [
    Buffer.from([3, 1, 0, 1, 0, 2, 0, 3, 0, 4]),
    { type: 'update-request', isIncremental: true, area: { x: 1, y: 2, width: 3, height: 4 } },
  ],
  [
    Buffer.from([4, 1, 9, 9, 0, 0, 0xff, 0x0d]),
    { type: 'key', event: { down: true, keysym: 0xff0d, scancode: null } },
  ],
  [Buffer.from([5, 0x81, 0, 5, 1, 0]), { type: 'pointer', event: { x: 5, y: 256, buttons: 0x81 } }],
  [cutText(2, 'ü!'), { type: 'cut-text', text: 'ü!' }],
  [Buffer.concat([cutText(-provided.length), provided]), { type: 'extended-cut-text', body: provided }],
  [
    Buffer.from([150, 1, 0, 0, 0, 0, 0, 9, 0, 9]),
    { type: 'continuous-updates', isOn: true, area: { x: 0, y: 0, width: 9, height: 9 } },
  ],
  [
    Buffer.from([248, 0, 0, 0, 0x80, 0, 0, 1, 2, 7, 8]),
    { type: 'fence', flags: 0x80_00_00_01, payload: Buffer.of(7, 8) },
  ],
  [
    Buffer.from([251, 0, 0, 9, 1, 7, 1, 0, ...new Array<number>(16).fill(0)]),
    { type: 'set-desktop-size', size: { width: 9, height: 263 }, screens: 1 },
  ],
  [
    Buffer.from([255, 0, 0, 0, 0, 0, 0, 0x61, 0, 0, 0, 0x1e]),
    { type: 'key', event: { down: false, keysym: 0x61, scancode: 0x1e } },
  ],
];

describe('what a viewer sends', () => {
  it('means the same in pieces of any size', () => {
    const bytes = Buffer.concat(corpus.map(([message]) => message));
    for (const size of [1, 2, 3, 7, 20, bytes.length]) {
      const parser = new ClientParser();
      const messages: ClientMessage[] = [];
      for (let at = 0; at < bytes.length; at += size)
        messages.push(...parser.push(bytes.subarray(at, at + size)));
      expect(messages).toEqual(corpus.map(([, meaning]) => meaning));
    }
  });

  it('is skipped where a text is too long, without being kept', () => {
    const parser = new ClientParser();
    const long = 16 * 1024 * 1024;
    const messages = [...parser.push(cutText(long))];
    for (let sent = 0; sent < long; sent += 65_536) messages.push(...parser.push(Buffer.alloc(65_536)));
    messages.push(...parser.push(Buffer.from([5, 0, 0, 1, 0, 1])));
    expect(messages.map(({ type }) => type)).toEqual(['cut-text-too-long', 'pointer']);
  });

  it.each<[string, Buffer]>([
    ['a message of no type known here', Buffer.of(7)],
    ['a chat of UltraVNC', Buffer.of(11)],
    ['the restart of a machine (xvp)', Buffer.of(250)],
    ['GII input', Buffer.of(253)],
    ['sound of QEMU', Buffer.of(255, 1)],
    ['65535 encodings', Buffer.of(2, 0, 0xff, 0xff)],
    ['a text without end', cutText(0x7f_ff_ff_ff)],
    ['a text of the lowest number', cutText(-0x80_00_00_00)],
    ['an extended clipboard without flags', cutText(-3)],
    ['a fence that is too long', Buffer.of(248, 0, 0, 0, 0, 0, 0, 0, 65)],
    ['a colour map', formatOf([3, 0])],
    ['24 bits a pixel', formatOf([0, 24])],
    ['more depth than bits', formatOf([1, 33])],
    ['no red at all', formatOf([4, 0], [5, 0])],
    ['a highest red that is no mask', formatOf([5, 254])],
    ['red outside the pixel', formatOf([10, 25])],
    ['red shifted into nowhere', formatOf([10, 255])],
    ['red and green in one place', formatOf([11, 0])],
    ['a key no keyboard has', Buffer.from([255, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0])],
  ])('is refused: %s', (_, bytes) => {
    expect(() => [...new ClientParser().push(bytes)]).toThrow(BrokenViewer);
  });

  it('cannot carry one message inside another: a pointer has six bytes, whatever its buttons', () => {
    const messages = [
      ...new ClientParser().push(Buffer.from([5, 0x80, 0, 1, 0, 1, 4, 1, 0, 0, 0, 0, 0, 0x61])),
    ];
    expect(messages.map(({ type }) => type)).toEqual(['pointer', 'key']);
  });

  it(
    'cut, flipped and mixed is read or refused, never another error, and never kept without bound',
    () => {
      const seed = Number(process.env.FUZZ_SEED ?? 4711);
      const draw = drawFrom(seed);
      for (let round = 0; round < rounds; round += 1) {
        const parts = Array.from({ length: 1 + draw(4) }, () => Buffer.from(corpus[draw(corpus.length)]![0]));
        let bytes = Buffer.concat(parts);
        for (let flips = draw(4); flips > 0; flips -= 1) bytes[draw(bytes.length)] = draw(256);
        if (draw(3) === 0) bytes = bytes.subarray(draw(bytes.length));
        if (draw(20) === 0) bytes = Buffer.from(Array.from({ length: draw(80) }, () => draw(256)));
        const parser = new ClientParser();
        try {
          for (const message of parser.push(bytes))
            if (message.type === 'extended-cut-text') readExtendedClipboard(message.body);
        } catch (error) {
          if (!(error instanceof BrokenViewer))
            throw new Error(`seed ${seed}, round ${round}`, { cause: error });
        }
      }
    },
    timeoutMs,
  );
});

describe('the handshake', () => {
  function shake(...pieces: string[]): { sent: string; rest: Buffer | null } {
    const sent: Buffer[] = [];
    const handshake = new ServerHandshake('version', (bytes) => sent.push(bytes));
    let rest: Buffer | null = null;
    for (const piece of pieces) rest = handshake.push(Buffer.from(piece, 'latin1')) ?? rest;
    return { sent: Buffer.concat(sent).toString('latin1').slice(12), rest };
  }

  it.each([
    ['3.8', ['RFB 003.008\n', '\x01', '\x01'], '\x01\x01\0\0\0\0'],
    ['3.8, in one piece and with more behind it', ['RFB 003.008\n\x01\x00\x05'], '\x01\x01\0\0\0\0'],
    ['3.7, which has no result', ['RFB 003.007\n', '\x01', '\x01'], '\x01\x01'],
    ['3.3, which has no choice', ['RFB 003.003\n', '\x01'], '\0\0\0\x01'],
    ['3.5, which is none and taken for 3.3', ['RFB 003.005\n', '\x01'], '\0\0\0\x01'],
    ['3.889, as Apple has it', ['RFB 003.889\n', '\x01', '\x01'], '\x01\x01\0\0\0\0'],
    ['4.0', ['RFB 004.000\n', '\x01', '\x01'], '\x01\x01\0\0\0\0'],
  ])('is served to a viewer of %s', (_, pieces, sent) => {
    const shaken = shake(...pieces);
    expect(shaken.sent).toBe(sent);
    expect(shaken.rest).not.toBeNull();
  });

  it.each([
    ['another protocol', ['SSH-2.0-abcde']],
    ['a version before 3.3', ['RFB 003.002\n']],
    ['a security type that was not offered', ['RFB 003.008\n', '\x02']],
  ])('is refused to %s', (_, pieces) => {
    expect(() => shake(...pieces)).toThrow(BrokenViewer);
  });

  it('keeps what came behind it', () => {
    expect(shake('RFB 003.008\n\x01\x00\x05\x06').rest).toEqual(Buffer.of(5, 6));
  });
});

it('a clipboard that cannot be unpacked, or is shorter than it says, is refused', () => {
  const flags = word(0x10_00_00_01);
  expect(() => readExtendedClipboard(Buffer.concat([flags, Buffer.from('no zlib')]))).toThrow(BrokenViewer);
  expect(() => readExtendedClipboard(flags)).toThrow(BrokenViewer);
});
