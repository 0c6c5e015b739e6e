import type { CursorShape } from '@gatehouse/screen';
import { drawFrom, seed } from '../bitmap/testing/draw-from.js';
import { noPalette, paletteColours } from '../bitmap/palette.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { updateCodes } from '../wire/updates/graphics-update.js';
import { readPointerShape, writePointerShape } from '../wire/updates/pointer-update.js';
import type { WirePointer } from '../wire/updates/pointer-update.js';
import { decodePointer } from './decode-pointer.js';
import { encodePointer } from './encode-pointer.js';
import { PointerCache } from './pointer-cache.js';
import { defaultPointer, hiddenPointer } from './system-pointers.js';

const clear = [0, 0, 0, 0];
const black = [0, 0, 0, 255];
const white = [255, 255, 255, 255];
const red = [255, 0, 0, 255];

function wire(
  bitsPerPixel: number,
  width: number,
  height: number,
  xor: number[],
  and: number[],
): WirePointer {
  return {
    ...{ cacheIndex: 0, hotSpotX: 0, hotSpotY: 0, width, height, bitsPerPixel },
    xorMask: Buffer.from(xor),
    andMask: Buffer.from(and),
  };
}

function pixels(shape: CursorShape): number[][] {
  return Array.from({ length: shape.width * shape.height }, (_, at) => [
    ...shape.rgba.subarray(at * 4, at * 4 + 4),
  ]);
}

describe('a pointer', () => {
  it('of 24 bits is read from the bottom, each line padded to two bytes', () => {
    // 3x2: nine bytes and one of padding for each line; the upper line has a red pixel between two that keep the screen.
    const lower = [0, 0, 0, 255, 255, 255, 0, 0, 0, 99];
    const upper = [0, 0, 0, 0, 0, 255, 0, 0, 0, 99];
    const shape = decodePointer(
      wire(24, 3, 2, [...lower, ...upper], [0b00000000, 0, 0b10100000, 0]),
      noPalette,
    );
    expect(pixels(shape)).toEqual([clear, red, clear, black, white, black]);
  });

  it('of 1 bit is read from the top, and shows a pattern where the screen is to be inverted', () => {
    const shape = decodePointer(
      wire(1, 4, 2, [0b01010000, 0, 0b11110000, 0], [0b00110000, 0, 0b11110000, 0]),
      noPalette,
    );
    expect(pixels(shape)).toEqual([black, white, clear, white, white, black, white, black]);
  });

  it.each([
    [4, [0x12, 0x30]],
    [8, [1, 2, 3, 0]],
  ])('of %i bits takes its colours from the palette', (bitsPerPixel, xor) => {
    const palette = paletteColours(
      Uint8Array.from([0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0, 0, ...Array(756).fill(7)]),
    );
    const shape = decodePointer(wire(bitsPerPixel, 3, 1, xor, [0, 0]), palette);
    expect(pixels(shape)).toEqual([red, white, black]);
  });

  it('of 16 bits has five for each channel', () => {
    const shape = decodePointer(wire(16, 2, 1, [0x00, 0x7c, 0xff, 0x7f], [0, 0]), noPalette);
    expect(pixels(shape)).toEqual([red, white]);
  });

  it('of 32 bits keeps its alpha, with or without another mask', () => {
    const xor = [0, 0, 255, 128, 0, 0, 0, 40, 0, 0, 0, 0];
    const expected = [[255, 0, 0, 128], [0, 0, 0, 40], clear];
    expect(pixels(decodePointer(wire(32, 3, 1, xor, []), noPalette))).toEqual(expected);
    expect(pixels(decodePointer(wire(32, 3, 1, xor, [0b01100000, 0]), noPalette))).toEqual(expected);
  });

  it('of 32 bits without any alpha is read by its masks', () => {
    const xor = [0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(pixels(decodePointer(wire(32, 3, 1, xor, [0b00100000, 0]), noPalette))).toEqual([
      red,
      black,
      clear,
    ]);
    const nothing = decodePointer(wire(32, 1, 1, [0, 0, 0, 0], [0, 0]), noPalette);
    expect(pixels(nothing)).toEqual([clear]);
  });

  it('has its hot spot in the shape', () => {
    const pointer = { ...wire(24, 2, 1, [0, 0, 0, 0, 0, 0], [0, 0]), hotSpotX: 2, hotSpotY: 65_535 };
    expect(decodePointer(pointer, noPalette)).toMatchObject({ hotX: 1, hotY: 0 });
  });

  it('without width or height is hidden', () => {
    expect(decodePointer(wire(32, 0, 32, [], []), noPalette)).toBe(hiddenPointer);
  });

  it.each([
    ['is larger than was agreed', wire(32, 97, 1, Array(400).fill(0), Array(20).fill(0))],
    ['has an unknown depth', wire(2, 4, 1, [0, 0], [0, 0])],
    ['lacks a line of its colours', wire(24, 3, 2, Array(19).fill(0), [0, 0, 0, 0])],
    ['lacks a line of its mask', wire(24, 3, 2, Array(20).fill(0), [0, 0, 0])],
    ['has no mask, but needs one', wire(1, 8, 1, [0, 0], [])],
  ])('PR-01 is refused that %s', (_problem, pointer) => {
    expect(() => decodePointer(pointer, noPalette)).toThrow(MalformedPdu);
  });

  it(`comes back as it was sent, whatever its size (seed ${seed})`, () => {
    const draw = drawFrom('pointers');
    for (let round = 0; round < 200; round += 1) {
      const [width, height] = [1 + draw(96), 1 + draw(96)];
      const step = 1 + draw(255);
      const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at * step + (at >> 8)) & 0xff);
      rgba[3] = 255;
      for (let at = 0; at < rgba.length; at += 4) if (rgba[at + 3] === 0) rgba.fill(0, at, at + 3);
      const shape = { width, height, hotX: draw(width), hotY: draw(height), rgba };
      const pointer = encodePointer(shape, 3, { longestSide: 96, bitsPerPixel: 32 })!;
      const code = updateCodes.newPointer;
      const read = readPointerShape(code, writePointerShape(code, pointer));
      expect(read.cacheIndex).toBe(3);
      const { rgba: back, ...rest } = decodePointer(read, noPalette);
      expect(rest).toEqual({ width, height, hotX: shape.hotX, hotY: shape.hotY });
      expect(Buffer.compare(back, rgba)).toBe(0);
    }
  });

  it('is sent to an old client with each pixel seen or not', () => {
    const rgba = Uint8Array.from([255, 0, 0, 200, 9, 9, 9, 100, 0, 0, 0, 255]);
    const shape = { width: 3, height: 1, hotX: 1, hotY: 0, rgba };
    const pointer = encodePointer(shape, 0, { longestSide: 32, bitsPerPixel: 24 })!;
    const code = updateCodes.colourPointer;
    const read = readPointerShape(code, writePointerShape(code, pointer));
    expect(pixels(decodePointer(read, noPalette))).toEqual([red, clear, black]);
  });

  it.each([
    [256, 32, 32, 31],
    [97, 96, 49, 48],
    [33, 32, 17, 16],
  ] as const)('of %i pixels a side becomes small enough for %i', (side, longestSide, small, hot) => {
    const rgba = new Uint8Array(side * side * 4).fill(255);
    const shape = { width: side, height: side, hotX: side - 1, hotY: side - 1, rgba };
    const pointer = encodePointer(shape, 0, { longestSide, bitsPerPixel: 32 })!;
    expect(pointer).toMatchObject({ width: small, height: small, hotSpotX: hot, hotSpotY: hot });
    expect(decodePointer(pointer, noPalette).rgba.every((value) => value === 255)).toBe(true);
  });

  it('that is hidden is not sent as a shape', () => {
    expect(encodePointer(hiddenPointer, 0, { longestSide: 32, bitsPerPixel: 32 })).toBeNull();
  });
});

describe('the pointers that may be shown again', () => {
  it('are what was sent, and no more than was agreed', () => {
    const cache = new PointerCache(2);
    cache.put(1, defaultPointer);
    expect(cache.get(1)).toBe(defaultPointer);
    expect(() => cache.get(0)).toThrow(MalformedPdu);
    expect(() => cache.put(2, defaultPointer)).toThrow(MalformedPdu);
    expect(() => cache.get(2)).toThrow(MalformedPdu);
  });
});

it('the default pointer is a whole picture', () => {
  const { width, height, rgba } = defaultPointer;
  expect(rgba).toHaveLength(width * height * 4);
});
