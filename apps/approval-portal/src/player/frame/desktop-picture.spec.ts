import {
  encodeRect,
  pictureItems,
  type ScreenItem,
  ScreenPicture,
  writeCursorShape,
  writePointerEvent,
  writeScreenUpdate,
} from '@gatehouse/screen';
import type { DesktopFrame } from '../frame-messages.js';
import { DesktopPicture } from './desktop-picture.js';

const update = (...items: ScreenItem[]): DesktopFrame => ({
  kind: 'screen-update',
  bytes: writeScreenUpdate(items),
});
const size = (width: number, height: number): ScreenItem => ({ kind: 'size', width, height });
const square = (x: number, y: number, edge: number, colour: number): ScreenItem => ({
  ...encodeRect(
    { width: edge, height: edge, pixels: new Uint32Array(edge * edge).fill(colour) },
    0,
    0,
    edge,
    edge,
  ),
  x,
  y,
});
const pointer = (buttons: number): DesktopFrame => ({
  kind: 'pointer',
  bytes: writePointerEvent({ x: 7, y: 9, buttons }),
});

describe('the picture of a recorded desktop', () => {
  it('is the same pixel for pixel as the screen it was made from', () => {
    const source = {
      width: 200,
      height: 130,
      pixels: Uint32Array.from({ length: 200 * 130 }, (_, at) => (at * 2_654_435_761) & 0xff_ff_ff),
    };
    const expected = new ScreenPicture();
    expected.apply([...pictureItems(source)]);
    const picture = new DesktopPicture();
    picture.take(update(...pictureItems(source)));
    expect([picture.width, picture.height]).toEqual([200, 130]);
    expect(Buffer.from(picture.pixels).equals(Buffer.from(expected.pixels))).toBe(true);
  });

  it('names the smallest part that changed since it was asked last, and all of it after a new size', () => {
    const picture = new DesktopPicture();
    expect(picture.takeChanged()).toBeNull();
    picture.take(update(size(256, 128)));
    expect(picture.takeChanged()).toMatchObject({ x: 0, y: 0, width: 256, height: 128 });
    picture.take(update(square(10, 20, 4, 0xff)));
    picture.take(update(square(70, 80, 8, 0xff)));
    expect(picture.takeChanged()).toMatchObject({ x: 10, y: 20, width: 68, height: 68 });
    expect(picture.takeChanged()).toBeNull();
    picture.take(update(square(10, 20, 4, 0), size(64, 64)));
    expect(picture.takeChanged()).toMatchObject({ x: 0, y: 0, width: 64, height: 64 });
  });

  it('knows where the pointer is, its shape, and whether a button is down; a turned wheel is none', () => {
    const picture = new DesktopPicture();
    expect([picture.pointer, picture.cursor, picture.isPressed]).toEqual([null, null, false]);
    const shape = { width: 1, height: 1, hotX: 0, hotY: 0, rgba: Uint8Array.of(1, 2, 3, 255) };
    picture.take({ kind: 'cursor', bytes: writeCursorShape(shape) });
    picture.take(pointer(0b1));
    expect(picture.cursor).toEqual(shape);
    expect(picture.pointer).toEqual({ x: 7, y: 9, buttons: 1 });
    expect(picture.isPressed).toBe(true);
    picture.take(pointer(0b1000));
    expect(picture.isPressed).toBe(false);
    picture.take(pointer(0b1_0000_0000));
    expect(picture.isPressed).toBe(true);
  });

  it('draws nothing of what is not what it claims to be, counts it, and goes on', () => {
    const picture = new DesktopPicture();
    picture.take(update(size(64, 64)));
    picture.takeChanged();
    for (const kind of ['screen-update', 'cursor', 'pointer'] as const)
      picture.take({ kind, bytes: Uint8Array.of(9, 9, 9) });
    picture.take(update(square(64, 0, 8, 0xff)));
    expect(picture.unreadable).toBe(4);
    expect(picture.takeChanged()).toBeNull();
    picture.take(update(square(0, 0, 8, 0xff)));
    expect(picture.takeChanged()).toMatchObject({ x: 0, y: 0, width: 8, height: 8 });
  });

  it('forgets everything when it begins anew', () => {
    const picture = new DesktopPicture();
    picture.take(update(size(64, 64)));
    picture.take(pointer(1));
    picture.forget();
    expect([picture.width, picture.pointer, picture.isPressed, picture.takeChanged()]).toEqual([
      0,
      null,
      false,
      null,
    ]);
  });
});
