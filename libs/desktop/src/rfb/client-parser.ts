import { longestClipboard } from '@gatehouse/screen';
import type { Area } from '../surface.js';
import { BrokenViewer } from './broken-viewer.js';
import { ByteQueue } from './byte-queue.js';
import type { ClientMessage } from './client-message.js';
import { pixelFormatBytes, readPixelFormat } from './pixel-format.js';

/** Encodings that one viewer may list. Those there are list some thirty. */
const mostEncodings = 256;
/** A text up to this is skipped where it is longer than what the clipboard carries; beyond it nobody means a text. */
const longestSkipped = 16 * 1024 * 1024;
/** A fence carries what its sender wants back, at most this. */
const longestFence = 64;
/** Flags, one size for each of 16 formats, and a zipped text that may be somewhat longer than itself. */
const longestExtended = longestClipboard + 4096;

/** Where the length of a message stands, once that many of its bytes are there. */
interface Shape {
  /** Bytes after which `length` can tell. */
  readonly head: number;
  length(head: Buffer): number;
}

const fixed = (length: number): Shape => ({ head: 1, length: () => length });

/** By message type: RFC 6143 section 7.5, and the rfbproto community document for those from 150. */
const shapes: ReadonlyMap<number, Shape> = new Map([
  [0, fixed(4 + pixelFormatBytes)],
  [2, { head: 4, length: (head) => 4 + 4 * atMost(head.readUInt16BE(2), mostEncodings, 'encodings') }],
  [3, fixed(10)],
  [4, fixed(8)],
  [5, fixed(6)],
  [6, { head: 8, length: (head) => 8 + cutTextBytes(head.readInt32BE(4)) }],
  [150, fixed(10)],
  [248, { head: 9, length: (head) => 9 + atMost(head.readUInt8(8), longestFence, 'bytes in a fence') }],
  [251, { head: 8, length: (head) => 8 + 16 * head.readUInt8(6) }],
  [255, { head: 2, length: (head) => qemuBytes(head.readUInt8(1)) }],
]);

/**
 * Reads what a viewer sends after the handshake, in pieces of any size. Strict: nothing that is not known here passes, and no
 * length is believed before it was bounded. A message is given on as what it means, never as bytes, so that what the target
 * gets cannot be read in another way than here.
 */
export class ClientParser {
  private readonly queue = new ByteQueue();
  private skipping = 0;

  /** The messages that are whole with these bytes. Throws `BrokenViewer`; nothing can be read after that. */
  *push(bytes: Uint8Array): Generator<ClientMessage> {
    this.queue.push(bytes);
    for (;;) {
      if (this.skipping > 0) {
        this.skipping -= this.queue.drop(this.skipping);
        if (this.skipping > 0) return;
        yield { type: 'cut-text-too-long' };
      }
      const whole = this.next();
      if (whole === null) return;
      const message = this.skipping > 0 ? null : read(whole);
      if (message) yield message;
    }
  }

  private next(): Buffer | null {
    const type = this.queue.peek(1)?.readUInt8(0);
    if (type === undefined) return null;
    const shape = shapes.get(type);
    if (!shape) throw new BrokenViewer(`it sent a message of type ${type}, which is not known here`);
    const head = this.queue.peek(shape.head);
    if (!head) return null;
    const length = shape.length(head);
    if (type === 6 && length > 8 + longestKept(head)) {
      this.skipping = length - 8;
      return this.queue.take(8);
    }
    return this.queue.take(length);
  }
}

function read(bytes: Buffer): ClientMessage | null {
  switch (bytes.readUInt8(0)) {
    case 0:
      return { type: 'pixel-format', format: readPixelFormat(bytes.subarray(4)) };
    case 2: {
      const count = bytes.readUInt16BE(2);
      return {
        type: 'encodings',
        encodings: Array.from({ length: count }, (_, index) => bytes.readInt32BE(4 + 4 * index)),
      };
    }
    case 3:
      return { type: 'update-request', isIncremental: bytes.readUInt8(1) !== 0, area: areaAt(bytes, 2) };
    case 4:
      return {
        type: 'key',
        event: { down: bytes.readUInt8(1) !== 0, keysym: bytes.readUInt32BE(4), scancode: null },
      };
    case 5:
      return {
        type: 'pointer',
        event: { x: bytes.readUInt16BE(2), y: bytes.readUInt16BE(4), buttons: bytes.readUInt8(1) },
      };
    case 6:
      return bytes.readInt32BE(4) < 0
        ? { type: 'extended-cut-text', body: Buffer.from(bytes.subarray(8)) }
        : { type: 'cut-text', text: bytes.toString('latin1', 8) };
    case 150:
      return { type: 'continuous-updates', isOn: bytes.readUInt8(1) !== 0, area: areaAt(bytes, 2) };
    case 248:
      return { type: 'fence', flags: bytes.readUInt32BE(4), payload: Buffer.from(bytes.subarray(9)) };
    case 251:
      return {
        type: 'set-desktop-size',
        size: { width: bytes.readUInt16BE(2), height: bytes.readUInt16BE(4) },
        screens: bytes.readUInt8(6),
      };
    default:
      return readQemuKey(bytes);
  }
}

/** QEMU Extended Key Event: the key by its meaning and by its place. */
function readQemuKey(bytes: Buffer): ClientMessage {
  const scancode = bytes.readUInt32BE(8);
  if (scancode > 0xff) throw new BrokenViewer('it sent the code of a key that no keyboard has');
  return {
    type: 'key',
    event: { down: bytes.readUInt16BE(2) !== 0, keysym: bytes.readUInt32BE(4), scancode: scancode || null },
  };
}

function areaAt(bytes: Buffer, at: number): Area {
  return {
    x: bytes.readUInt16BE(at),
    y: bytes.readUInt16BE(at + 2),
    width: bytes.readUInt16BE(at + 4),
    height: bytes.readUInt16BE(at + 6),
  };
}

/** The length is signed: below zero it is that of an extended clipboard message. */
function cutTextBytes(length: number): number {
  if (length >= 0) return atMost(length, longestSkipped, 'bytes of clipboard');
  const bytes = atMost(-length, longestSkipped, 'bytes of clipboard');
  if (bytes < 4) throw new BrokenViewer('it sent an extended clipboard message without flags');
  return bytes;
}

function longestKept(head: Buffer): number {
  return head.readInt32BE(4) < 0 ? longestExtended : longestClipboard;
}

function qemuBytes(submessage: number): number {
  if (submessage !== 0) throw new BrokenViewer('it sent a QEMU message other than a key');
  return 12;
}

function atMost(value: number, most: number, what: string): number {
  if (value > most) throw new BrokenViewer(`it announced ${value} ${what}; ${most} is the most`);
  return value;
}
