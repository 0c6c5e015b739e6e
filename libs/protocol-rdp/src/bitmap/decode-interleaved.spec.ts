import { MalformedPdu } from '../wire/malformed-pdu.js';
import { decodeInterleaved } from './decode-interleaved.js';
import { InterleavedEncoder } from './encode-interleaved.js';
import { pixelFormatOf } from './pixel-format.js';

/** MS-RDPEGDI section 4.2.2: the buttons of a window, 32x32 pixels of 16 bits. */
const annotated = Buffer.from(
  '85ffff99d699d699d699d6068b99d699d699d6108408420842108499d699d699d699d6068499d699d699d6ffff166999' +
    'd6066999d604cc8952036effff026e08420170084271ffffce18c601810842ce662902cd89520388108499d699d699d6' +
    '0000000000000000d899d603f80100000000f06699d6056a99d600c4cc8952036effff026e08420170084271ffffce18' +
    'c601810842ce662902cd8952030004d699d6c3806100a58040ec52005a002d0024001200240012005a002d00a5805200' +
    'c380610000000000cc8952036effff02cb18c684084208420842ffff',
  'hex',
);

/** The same in letters, rows from the bottom: white, grey, black, a darker grey and the darkest. */
const buttons = [
  'WGGGGBBBBBBGGGDEEDGGGGBBBBBBGGGW',
  'WGGGGBBBBBBGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDDDDDDDDDDDDDGW',
  'WWWWWWWWWWWWWWWEEEEEEEEEEEEEEEEW',
  'EEEEEEEEEEEEEEEEWWWWWWWWWWWWWWWW',
  'WDDDDDDDDDDDDDDEEGGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGBBBBBBGGGGW',
  'WGGGBBBBBBGGGGDEEDGGGBBBBBBGGGGW',
  'WGGGBBBBBBGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDDDDDDDDDDDDDGW',
  'WWWWWWWWWWWWWWWEEEEEEEEEEEEEEEEW',
  'EEEEEEEEEEEEEEEEWWWWWWWWWWWWWWWW',
  'WDDDDDDDDDDDDDDEEGGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGBBGGGGBBGGW',
  'WGGGBBGGGGBBGGDEEDGGGGBBGGBBGGGW',
  'WGGGGBBGGBBGGGDEEDGGGGGBBBBGGGGW',
  'WGGGGGBBBBGGGGDEEDGGGGGGBBGGGGGW',
  'WGGGGGGBBGGGGGDEEDGGGGGBBBBGGGGW',
  'WGGGGGBBBBGGGGDEEDGGGGBBGGBBGGGW',
  'WGGGGBBGGBBGGGDEEDGGGBBGGGGBBGGW',
  'WGGGBBGGGGBBGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDGGGGGGGGGGGGGW',
  'WGGGGGGGGGGGGGDEEDDDDDDDDDDDDDGW',
  'WWWWWWWWWWWWWWWEEEEEEEEEEEEEEEEW',
];
const wireColours: Readonly<Record<string, number>> = { W: 0xffff, G: 0xd699, B: 0, D: 0x8410, E: 0x4208 };
const colours: Readonly<Record<string, number>> = {
  ...{ W: 0xffffff, G: 0xced3d6, B: 0, D: 0x848284, E: 0x424142 },
};

function decode(
  bytes: readonly number[] | Buffer,
  bitsPerPixel: number,
  width: number,
  height: number,
): number[] {
  const out = new Uint32Array(width * height).fill(0x777777);
  decodeInterleaved(Buffer.from(bytes), pixelFormatOf(bitsPerPixel)!, width, height, out);
  return [...out];
}

describe('interleaved RLE', () => {
  it('reads the annotated bitmap of 16 bits per pixel', () => {
    expect(decode(annotated, 16, 32, 32)).toEqual([...buttons.join('')].map((letter) => colours[letter]));
  });

  it('writes the annotated bitmap in no more bytes than its author', () => {
    const pixels = Uint32Array.from([...buttons.join('')], (letter) => wireColours[letter]!);
    const out = Buffer.alloc(2048);
    const length = new InterleavedEncoder(2, 0xffff).encode(pixels, 32, 32, out)!;
    expect(decode(out.subarray(0, length), 16, 32, 32)).toEqual(decode(annotated, 16, 32, 32));
    expect(length).toBeLessThanOrEqual(annotated.length);
  });

  it('reads the annotated bitmap of 8 bits per pixel: one run of what is black before the first line', () => {
    expect(decode([0x10], 8, 16, 1)).toEqual(Array(16).fill(0));
  });

  // Made by hand from the tables of MS-RDPBCGR section 2.2.9.1.1.3.1.2.4, at 8 bits, where a colour is one byte.
  it.each<readonly [what: string, bytes: number[], width: number, pixels: number[]]>([
    ['a background run above the line before', [0x82, 5, 6, 0x02], 2, [5, 6, 5, 6]],
    ['a foreground run on the first line', [0x24], 4, [255, 255, 255, 255]],
    ['a foreground run above the line before', [0x82, 5, 6, 0xc2, 3], 2, [5, 6, 6, 5]],
    ['a foreground that stays set', [0xc1, 9, 0x21, 0x02], 2, [9, 9, 9, 9]],
    [
      'two background runs with a foreground pixel between',
      [0xc1, 7, 0x83, 1, 2, 3, 0x01, 0x03],
      4,
      [7, 1, 2, 3, 7, 1 ^ 7, 2, 3],
    ],
    ['two background runs on the first line', [0x02, 0x02], 4, [0, 0, 255, 0]],
    [
      'two background runs where the first line ends: none between',
      [0x04, 0x04],
      4,
      Array<number>(8).fill(0),
    ],
    ['a binary image on the first line', [0x41, 0b10100101], 8, [255, 0, 255, 0, 0, 255, 0, 255]],
    ['a binary image that sets its foreground', [0x82, 1, 2, 0xd0, 1, 4, 0b01], 2, [1, 2, 1 ^ 4, 2]],
    ['a binary image of 9 pixels', [0x40, 8, 0xff, 0x01], 9, Array<number>(9).fill(255)],
    [
      'the two short binary images',
      [0xf9, 0xfa],
      16,
      [255, 255, 0, 0, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0, 0, 0],
    ],
    ['a colour run across lines', [0x64, 8], 2, [8, 8, 8, 8]],
    ['a dithered run', [0xe2, 1, 2], 4, [1, 2, 1, 2]],
    ['white and black', [0xfd, 0xfe], 2, [255, 0]],
    ['a long colour run', [0xf3, 3, 0, 4], 3, [4, 4, 4]],
    ['a long colour image', [0xf4, 3, 0, 4, 5, 6], 3, [4, 5, 6]],
    ['long background and foreground runs', [0xf0, 2, 0, 0xf1, 1, 0, 0xf6, 1, 0, 3], 4, [0, 0, 255, 3]],
    ['long binary images', [0xf2, 1, 0, 1, 0xf7, 2, 0, 6, 0b10], 3, [255, 0, 6]],
    ['a long dithered run', [0xf8, 1, 0, 4, 5], 2, [4, 5]],
    ['a regular run of 32 and more', [0x60, 1, 9], 33, Array<number>(33).fill(9)],
    ['a lite run of 16 and more', [0xc0, 2, 9], 18, Array<number>(18).fill(9)],
    // Section 3.1.9 looks whether the first line is over when an order begins, not at each pixel.
    ['a run that begins on the first line and ends behind it', [0x81, 5, 0x03], 2, [5, 0, 0, 0]],
  ])('reads %s', (_what, bytes, width, pixels) => {
    expect(decode(bytes, 8, width, pixels.length / width)).toEqual(pixels);
  });

  it.each([
    [15, [0x81, 0xff, 0x7f, 0x81, 0x00, 0x7c, 0x81, 0x1f, 0x00, 0x81, 0x21, 0x04]],
    [16, [0x81, 0xff, 0xff, 0x81, 0x00, 0xf8, 0x81, 0x1f, 0x00, 0x81, 0x41, 0x08]],
    [24, [0x81, 255, 255, 255, 0x81, 0, 0, 255, 0x81, 255, 0, 0, 0x81, 8, 8, 8]],
  ])('reads white, red, blue and a dark grey of %i bits', (bitsPerPixel, bytes) => {
    expect(decode(bytes, bitsPerPixel, 4, 1)).toEqual([0xffffff, 0x0000ff, 0xff0000, 0x080808]);
  });

  it.each([
    ['ends within a run length', [0x60]],
    ['ends within a long run length', [0xf0, 1]],
    ['ends within a colour', [0x64]],
    ['ends within a foreground', [0xc4]],
    ['ends within a binary image', [0x40, 3]],
    ['ends within its pixels', [0x84, 1, 2, 3]],
    ['ends within a pair of colours', [0xe2, 1]],
    ['holds an unknown order', [0xf5, 1, 0]],
    ['holds another unknown order', [0xa4]],
    ['holds an empty run', [0xf0, 0, 0, 0x64, 1]],
    ['holds one pixel too many', [0x65, 1]],
    ['holds one pair too many', [0xe3, 1, 2]],
    ['goes on when all is said', [0x64, 1, 0xfe]],
    ['holds one pixel too few', [0x63, 1]],
    ['is empty', []],
  ])('PR-01 refuses a bitmap that %s', (_what, bytes) => {
    expect(() => decode(bytes, 8, 2, 2)).toThrow(MalformedPdu);
  });
});

describe('the writer of interleaved RLE', () => {
  const room = Buffer.alloc(8192);
  const write = (pixels: number[], width: number, height: number): Buffer =>
    room.subarray(
      0,
      new InterleavedEncoder(2, 0xffff).encode(Uint32Array.from(pixels), width, height, room)!,
    );

  it('says a tile of one colour in five bytes', () => {
    expect([...write(Array<number>(4096).fill(0x1234), 64, 64)]).toEqual([0xf3, 0x00, 0x10, 0x34, 0x12]);
  });

  it('says lines that are equal to the one above in one order', () => {
    const line = Array.from({ length: 64 }, (_, at) => at * 977 + 1);
    expect(write([...line, ...line, ...line], 64, 3)).toHaveLength(2 + 64 * 2 + 2);
  });

  it('says text of two colours in about a bit for each pixel', () => {
    const text = Array.from({ length: 4096 }, (_, at) => (((at * 2654435761) >>> 13) & 1 ? 0xffff : 0));
    expect(write(text, 64, 64).length).toBeLessThan(4096 / 8 + 64);
  });

  it('gives up where there is no room', () => {
    const noise = Uint32Array.from({ length: 64 }, (_, at) => (at * 40503) & 0xffff);
    expect(new InterleavedEncoder(2, 0xffff).encode(noise, 8, 8, Buffer.alloc(127))).toBeNull();
  });
});
