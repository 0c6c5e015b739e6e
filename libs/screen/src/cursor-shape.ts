import { MalformedScreen } from './malformed-screen.js';
import { longestCursorSide } from './screen-limits.js';

/** The pointer's picture. Width and height of 0 hide it. The hot spot is the pixel that points. */
export interface CursorShape {
  readonly width: number;
  readonly height: number;
  readonly hotX: number;
  readonly hotY: number;
  /** Red, green, blue, alpha for each pixel, rows from the top. */
  readonly rgba: Uint8Array;
}

const headBytes = 8;

/** Frame kind `cursor`: `u16 hotX u16 hotY u16 width u16 height`, then the pixels. Numbers are big-endian. */
export function writeCursorShape(shape: CursorShape): Uint8Array {
  const bytes = new Uint8Array(headBytes + shape.rgba.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, shape.hotX);
  view.setUint16(2, shape.hotY);
  view.setUint16(4, shape.width);
  view.setUint16(6, shape.height);
  bytes.set(shape.rgba, headBytes);
  return bytes;
}

/** Throws `MalformedScreen` on anything that `writeCursorShape` does not write. */
export function parseCursorShape(bytes: Uint8Array): CursorShape {
  if (bytes.length < headBytes) throw new MalformedScreen('a cursor is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [hotX, hotY, width, height] = [
    view.getUint16(0),
    view.getUint16(2),
    view.getUint16(4),
    view.getUint16(6),
  ];
  if (!isCursorSize(width, height) || bytes.length !== headBytes + width * height * 4)
    throw new MalformedScreen('a cursor has an impossible size');
  return { width, height, hotX, hotY, rgba: bytes.subarray(headBytes) };
}

/** Hidden, or at most 256 pixels a side. */
export function isCursorSize(width: number, height: number): boolean {
  return width === 0 || height === 0
    ? width === 0 && height === 0
    : width <= longestCursorSide && height <= longestCursorSide;
}
