import {
  encodeRect,
  MalformedScreen,
  parseClipboardEvent,
  parseCursorShape,
  parseKeyEvent,
  parsePointerEvent,
  parseScreenUpdate,
  pictureItems,
  type PixelSource,
  type ScreenItem,
  ScreenPicture,
  writeClipboardEvent,
  writeCursorShape,
  writeKeyEvent,
  writePointerEvent,
  writeScreenUpdate,
} from './index.js';

/** Numbers that repeat from run to run, so that a failure can be seen again. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    yield state >>> 8;
  }
}

function makeSource(width: number, height: number, colours: number, seed = 1): PixelSource {
  const random = numbers(seed);
  const palette = Array.from({ length: colours }, () => random.next().value & 0xff_ff_ff);
  const pixels = Uint32Array.from(
    { length: width * height },
    () => palette[random.next().value % colours]! | 0xaa_00_00_00,
  );
  return { width, height, pixels };
}

function pictureOf(items: Iterable<ScreenItem>): ScreenPicture {
  const picture = new ScreenPicture();
  picture.apply(parseScreenUpdate(writeScreenUpdate([...items])));
  return picture;
}

function expectSame(picture: ScreenPicture, source: PixelSource): void {
  const shown = new Uint32Array(picture.pixels.buffer);
  expect(shown.map((colour) => colour & 0xff_ff_ff)).toEqual(
    source.pixels.map((colour) => colour & 0xff_ff_ff),
  );
}

describe('a picture of a screen', () => {
  it.each([
    [1, 1, 1],
    [64, 64, 2],
    [64, 64, 64],
    [64, 64, 65],
    [65, 63, 255],
    [200, 130, 256],
    [300, 100, 4000],
  ])('%s x %s in %s colours comes back as it was', (width, height, colours) => {
    const source = makeSource(width, height, colours);
    expectSame(pictureOf(pictureItems(source)), source);
  });

  it('is changed by a part of a tile, and nothing around it', () => {
    const before = makeSource(128, 128, 3);
    const after = { ...before, pixels: before.pixels.slice() };
    for (let x = 70; x < 90; x += 1) after.pixels[100 * 128 + x] = 0x11_22_33;
    const picture = pictureOf(pictureItems(before));
    picture.apply([encodeRect(after, 70, 100, 20, 1)]);
    expectSame(picture, after);
  });

  it('has a palette while few colours make it smaller, and none beyond', () => {
    const coloursOf = (colours: number): (number | null)[] =>
      [...pictureItems(makeSource(64, 64, colours))].map((item) =>
        item.kind === 'rect' && item.palette ? item.palette.length / 3 : null,
      );
    expect(coloursOf(64)).toContain(64);
    expect(coloursOf(65)).not.toContain(65);
  });

  it('starts black again with a new size', () => {
    const picture = pictureOf(pictureItems(makeSource(64, 64, 2)));
    picture.apply([{ kind: 'size', width: 32, height: 16 }]);
    expect([picture.width, picture.height, new Set(picture.pixels)]).toEqual([32, 16, new Set([0, 255])]);
  });

  it('refuses a rectangle beside the screen', () => {
    const picture = pictureOf([{ kind: 'size', width: 32, height: 16 }]);
    const rect = encodeRect(makeSource(64, 64, 2), 0, 0, 33, 16);
    expect(() => picture.apply([rect])).toThrow(MalformedScreen);
  });
});

describe('bytes of a screen', () => {
  it.each<[string, number[]]>([
    ['an unknown mark', [9]],
    ['half a size', [1, 0, 1]],
    ['no width', [1, 0, 0, 0, 1]],
    ['an area too large', [1, 0x20, 0, 0x20, 0]],
    ['a rectangle over the border of its tile', [2, 0, 63, 0, 0, 2, 1, 1, 0, 0, 0]],
    ['an empty rectangle', [2, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]],
    ['pixels that are missing', [2, 0, 0, 0, 0, 2, 1, 0, 1, 2, 3]],
    ['a colour that the palette lacks', [2, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 1, 1, 2]],
  ])('%s is refused', (_, bytes) => {
    expect(() => parseScreenUpdate(Uint8Array.from(bytes))).toThrow(MalformedScreen);
  });

  it('cut or flipped anywhere are refused or are a screen again, never another error', () => {
    const whole = writeScreenUpdate([...pictureItems(makeSource(70, 66, 5))]);
    const random = numbers(7);
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = whole.slice(0, random.next().value % (whole.length + 1));
      if (bytes.length > 0) bytes[random.next().value % bytes.length]! ^= 1 << (random.next().value % 8);
      try {
        new ScreenPicture().apply(parseScreenUpdate(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedScreen);
      }
    }
  });
});

describe('what goes beside the picture', () => {
  it('comes back as it was', () => {
    const shape = { width: 2, height: 1, hotX: 1, hotY: 0, rgba: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 0) };
    const hidden = { width: 0, height: 0, hotX: 0, hotY: 0, rgba: new Uint8Array(0) };
    const pointer = { x: 1023, y: 767, buttons: 0b1_0000_0001 };
    const key = { down: true, keysym: 0x01_00_20_ac, scancode: 0x9d };
    const clipboard = { direction: 'out', text: 'Grüße € ✓' } as const;
    expect(parseCursorShape(writeCursorShape(shape))).toEqual(shape);
    expect(parseCursorShape(writeCursorShape(hidden))).toEqual(hidden);
    expect(parsePointerEvent(writePointerEvent(pointer))).toEqual(pointer);
    expect(parseKeyEvent(writeKeyEvent(key))).toEqual(key);
    expect(parseKeyEvent(writeKeyEvent({ ...key, scancode: null })).scancode).toBeNull();
    expect(parseClipboardEvent(writeClipboardEvent(clipboard))).toEqual(clipboard);
  });

  it.each([
    ['a cursor', () => parseCursorShape(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1))],
    ['a cursor without its head', () => parseCursorShape(Uint8Array.of(0))],
    ['a pointer', () => parsePointerEvent(new Uint8Array(5))],
    ['a key', () => parseKeyEvent(new Uint8Array(8))],
    ['a clipboard', () => parseClipboardEvent(Uint8Array.of(2, 65))],
  ])('%s of another form is refused', (_, parse) => {
    expect(parse).toThrow(MalformedScreen);
  });
});
