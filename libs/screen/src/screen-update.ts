import { MalformedScreen } from './malformed-screen.js';
import { isScreenSize, tileEdge } from './screen-limits.js';

/** The desktop has this size from now on, and is black. */
export interface SizeItem {
  readonly kind: 'size';
  readonly width: number;
  readonly height: number;
}

/**
 * New pixels of a part of one tile. `width` and `height` are 1 to 64, in pixels. With a palette of n colours (1 to 255,
 * three bytes each: red, green, blue) `pixels` holds one byte per pixel, its place in the palette; of one colour it is
 * empty. Without a palette `pixels` holds three bytes per pixel. Rows from the top, no gaps.
 */
export interface RectItem {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly palette: Uint8Array | null;
  readonly pixels: Uint8Array;
}

export type ScreenItem = SizeItem | RectItem;

const sizeMark = 1;
const rectMark = 2;
const sizeBytes = 5;
const rectHeadBytes = 8;

/**
 * One change of a desktop, as it goes on record (frame kind `screen-update`) and to those who watch. Items in order, each
 * `01 u16 width u16 height` or `02 u16 x u16 y u8 width u8 height u8 colours`, then the palette and the pixels as in
 * `RectItem`; 0 colours means no palette. Numbers are big-endian.
 */
export function writeScreenUpdate(items: readonly ScreenItem[]): Uint8Array {
  const bytes = new Uint8Array(items.reduce((total, item) => total + lengthOf(item), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const item of items) {
    if (item.kind === 'size') {
      view.setUint8(at, sizeMark);
      view.setUint16(at + 1, item.width);
      view.setUint16(at + 3, item.height);
    } else {
      view.setUint8(at, rectMark);
      view.setUint16(at + 1, item.x);
      view.setUint16(at + 3, item.y);
      view.setUint8(at + 5, item.width);
      view.setUint8(at + 6, item.height);
      view.setUint8(at + 7, item.palette ? item.palette.length / 3 : 0);
      if (item.palette) bytes.set(item.palette, at + rectHeadBytes);
      bytes.set(item.pixels, at + rectHeadBytes + (item.palette?.length ?? 0));
    }
    at += lengthOf(item);
  }
  return bytes;
}

/**
 * The items of one update, as views into `bytes`. Throws `MalformedScreen` on anything that `writeScreenUpdate` does not
 * write, a palette index out of range among it. Whether a rectangle lies on the screen is for the picture to judge.
 */
export function parseScreenUpdate(bytes: Uint8Array): ScreenItem[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: ScreenItem[] = [];
  let at = 0;
  while (at < bytes.length) {
    const item = readItem(bytes, view, at);
    items.push(item);
    at += lengthOf(item);
  }
  return items;
}

/** Bytes of one item in an update. */
export function lengthOf(item: ScreenItem): number {
  return item.kind === 'size' ? sizeBytes : rectHeadBytes + (item.palette?.length ?? 0) + item.pixels.length;
}

function readItem(bytes: Uint8Array, view: DataView, at: number): ScreenItem {
  const left = bytes.length - at;
  const mark = view.getUint8(at);
  if (mark === sizeMark && left >= sizeBytes) {
    const [width, height] = [view.getUint16(at + 1), view.getUint16(at + 3)];
    if (!isScreenSize(width, height)) throw new MalformedScreen('a screen has an impossible size');
    return { kind: 'size', width, height };
  }
  if (mark !== rectMark || left < rectHeadBytes)
    throw new MalformedScreen('an item of a screen update is cut off');
  return readRect(bytes, view, at);
}

function readRect(bytes: Uint8Array, view: DataView, at: number): RectItem {
  const [x, y] = [view.getUint16(at + 1), view.getUint16(at + 3)];
  const [width, height, colours] = [view.getUint8(at + 5), view.getUint8(at + 6), view.getUint8(at + 7)];
  if (!isInOneTile(x, width) || !isInOneTile(y, height))
    throw new MalformedScreen('a rectangle crosses the border of its tile');
  const start = at + rectHeadBytes;
  const paletteBytes = colours * 3;
  const pixelBytes = colours === 1 ? 0 : width * height * (colours === 0 ? 3 : 1);
  if (bytes.length - start < paletteBytes + pixelBytes) throw new MalformedScreen('a rectangle is cut off');
  const palette = colours === 0 ? null : bytes.subarray(start, start + paletteBytes);
  const pixels = bytes.subarray(start + paletteBytes, start + paletteBytes + pixelBytes);
  if (palette && pixels.some((index) => index >= colours))
    throw new MalformedScreen('a pixel is of a colour that its palette lacks');
  return { kind: 'rect', x, y, width, height, palette, pixels };
}

function isInOneTile(start: number, length: number): boolean {
  return length >= 1 && (start % tileEdge) + length <= tileEdge;
}
