import { MalformedPdu } from '../wire/malformed-pdu.js';
import { decodePlanar } from './decode-planar.js';
import { PlanarEncoder } from './encode-planar.js';

/** MS-RDPEGDI section 3.1.9.2.3: a plane of 6x3. */
const examplePlane = [
  0x13, 0xff, 0x20, 0xfe, 0xfd, 0x60, 0x01, 0x7d, 0xf5, 0xc2, 0x9a, 0x38, 0x60, 0x01, 0x67, 0x8b, 0xa3, 0x78,
  0xaf,
];
const exampleValues = [255, 255, 255, 255, 254, 253, 254, 192, 132, 96, 75, 25, 253, 140, 62, 14, 135, 193];
/** A plane of nothing but zeros, 6x3. */
const emptyPlane = [0x06, 0x06, 0x06];

function decode(bytes: readonly number[] | Buffer, width: number, height: number): number[] {
  const out = new Uint32Array(width * height).fill(0x777777);
  decodePlanar(Buffer.from(bytes), width, height, out);
  return [...out];
}

describe('planar bitmaps', () => {
  it.each([
    ['red', [...examplePlane, ...emptyPlane, ...emptyPlane], 0],
    ['green', [...emptyPlane, ...examplePlane, ...emptyPlane], 8],
    ['blue', [...emptyPlane, ...emptyPlane, ...examplePlane], 16],
  ])('read the example of the standard as %s', (_plane, bytes, shift) => {
    expect(decode([0x30, ...bytes], 6, 3)).toEqual(exampleValues.map((value) => value << shift));
  });

  it('write the example of the standard as the standard does', () => {
    const out = Buffer.alloc(100);
    const length = new PlanarEncoder(false).encode(Uint32Array.from(exampleValues), 6, 3, out)!;
    expect([...out.subarray(0, length)]).toEqual([0x30, ...examplePlane, ...emptyPlane, ...emptyPlane]);
  });

  it('read and write a run of 100 as the standard does', () => {
    // Section 3.1.9.2.2.
    const runs = [0x1f, 0x41, 0xf2, 0x52];
    const bytes = [0x30, ...runs, ...runs, ...runs];
    const pixels = Array<number>(100).fill(0x414141);
    expect(decode(bytes, 100, 1)).toEqual(pixels);
    const out = Buffer.alloc(100);
    const length = new PlanarEncoder(false).encode(Uint32Array.from(pixels), 100, 1, out)!;
    expect([...out.subarray(0, length)]).toEqual(bytes);
  });

  it.each(Array.from({ length: 110 }, (_, index) => index + 1))(
    'write a run of %i that can be read',
    (length) => {
      const pixels = [
        ...Array<number>(length).fill(0x10203),
        ...Array<number>(length).fill(0x10203),
        0,
        0x10203,
      ];
      const out = Buffer.alloc(2000);
      const bytes = new PlanarEncoder(false).encode(Uint32Array.from(pixels), pixels.length / 2, 2, out)!;
      expect(decode(out.subarray(0, bytes), pixels.length / 2, 2)).toEqual(pixels);
    },
  );

  it('read over an alpha plane, with runs and without', () => {
    expect(decode([0x10, ...examplePlane, ...emptyPlane, ...examplePlane, ...emptyPlane], 6, 3)).toEqual(
      exampleValues.map((value) => value << 8),
    );
    expect(decode([0x00, 99, 98, 1, 2, 3, 4, 5, 6, 0], 2, 1)).toEqual([0x050301, 0x060402]);
  });

  it('read planes as they are, with the padding and without', () => {
    expect(decode([0x20, 1, 2, 3, 4, 5, 6, 0], 2, 1)).toEqual([0x050301, 0x060402]);
    expect(decode([0x20, 1, 2, 3, 4, 5, 6], 2, 1)).toEqual([0x050301, 0x060402]);
  });

  it('write an alpha plane for clients that want one', () => {
    const noise = Uint32Array.from({ length: 16 }, (_, at) => (at * 2654435761) & 0xffffff);
    for (const pixels of [noise, new Uint32Array(16).fill(5)]) {
      const out = Buffer.alloc(100);
      const length = new PlanarEncoder(true).encode(pixels, 4, 4, out)!;
      expect(out[0]! & 0x20).toBe(0);
      expect(decode(out.subarray(0, length), 4, 4)).toEqual([...pixels]);
    }
  });

  it('say a tile of one colour in 391 bytes', () => {
    const pixels = new Uint32Array(4096).fill(0xc0c0c0);
    expect(new PlanarEncoder(false).encode(pixels, 64, 64, Buffer.alloc(16_384))).toBe(391);
  });

  it.each([
    ['is empty', []],
    ['has lost colours', [0x31, ...examplePlane, ...emptyPlane, ...emptyPlane]],
    ['has small chroma planes', [0x38, ...examplePlane, ...emptyPlane, ...emptyPlane]],
    ['ends before its last plane', [0x30, ...examplePlane, ...emptyPlane]],
    ['ends within a segment', [0x30, ...examplePlane.slice(0, -1)]],
    ['ends within a plane as it is', [0x20, ...Array<number>(53).fill(1)]],
    ['lacks a plane behind the alpha plane', [0x00, ...Array<number>(71).fill(1)]],
    ['holds an empty segment', [0x30, 0x00, ...examplePlane, ...emptyPlane, ...emptyPlane]],
    ['holds a run that leaves its line', [0x30, 0x07, ...examplePlane, ...emptyPlane, ...emptyPlane]],
    ['holds values that leave their line', [0x30, 0x70, 1, 2, 3, 4, 5, 6, 7, ...emptyPlane, ...emptyPlane]],
  ])('PR-01 are refused if one %s', (_what, bytes) => {
    expect(() => decode(bytes, 6, 3)).toThrow(MalformedPdu);
  });
});
