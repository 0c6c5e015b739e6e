import { longestClipboard } from './screen-limits.js';
import { MalformedScreen } from './malformed-screen.js';

/** Where the pointer is, in pixels from the top left, and which buttons are down. */
export interface PointerEvent {
  readonly x: number;
  readonly y: number;
  /** Bit 0 left, 1 middle, 2 right, 3 and 4 wheel up and down, 5 and 6 wheel left and right, 7 and 8 back and forward. */
  readonly buttons: number;
}

/** A key went down or up. */
export interface KeyEvent {
  readonly down: boolean;
  /** X11 keysym: what the key means. */
  readonly keysym: number;
  /** Code of the key on an XT keyboard, extended keys with 0x80 set (RFB QEMU extended key event); null: not known. */
  readonly scancode: number | null;
}

/** Text that went through the clipboard: `in` from the vendor to the machine, `out` the other way. */
export interface ClipboardEvent {
  readonly direction: 'in' | 'out';
  readonly text: string;
}

/** Frame kind `pointer`: `u16 x u16 y u16 buttons`, big-endian. */
export function writePointerEvent({ x, y, buttons }: PointerEvent): Uint8Array {
  const bytes = new Uint8Array(6);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, x);
  view.setUint16(2, y);
  view.setUint16(4, buttons);
  return bytes;
}

export function parsePointerEvent(bytes: Uint8Array): PointerEvent {
  if (bytes.length !== 6) throw new MalformedScreen('a pointer event has another length');
  const view = viewOf(bytes);
  return { x: view.getUint16(0), y: view.getUint16(2), buttons: view.getUint16(4) };
}

/** Frame kind `input`: `u8 down u32 keysym u16 scancode`, big-endian; a scancode of 0 is not known. */
export function writeKeyEvent({ down, keysym, scancode }: KeyEvent): Uint8Array {
  const bytes = new Uint8Array(7);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, down ? 1 : 0);
  view.setUint32(1, keysym);
  view.setUint16(5, scancode ?? 0);
  return bytes;
}

export function parseKeyEvent(bytes: Uint8Array): KeyEvent {
  if (bytes.length !== 7) throw new MalformedScreen('a key event has another length');
  const view = viewOf(bytes);
  return { down: view.getUint8(0) === 1, keysym: view.getUint32(1), scancode: view.getUint16(5) || null };
}

/** Frame kind `clipboard`: `u8` 0 for in, 1 for out, then the text in UTF-8. */
export function writeClipboardEvent({ direction, text }: ClipboardEvent): Uint8Array {
  const words = new TextEncoder().encode(text);
  const bytes = new Uint8Array(1 + words.length);
  bytes[0] = direction === 'in' ? 0 : 1;
  bytes.set(words, 1);
  return bytes;
}

export function parseClipboardEvent(bytes: Uint8Array): ClipboardEvent {
  const mark = bytes[0];
  if ((mark !== 0 && mark !== 1) || bytes.length > 1 + longestClipboard)
    throw new MalformedScreen('a clipboard event has another form');
  return { direction: mark === 0 ? 'in' : 'out', text: new TextDecoder().decode(bytes.subarray(1)) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
