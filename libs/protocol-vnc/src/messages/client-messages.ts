import type { Area } from '@gatehouse/desktop';

/** Messages of a client, RFC 6143 section 7.5 and the rfbproto community document. */

/** SetPixelFormat: four bytes a pixel, little-endian; red lowest, then green, blue, and one that means nothing. */
export const setPixelFormat = Buffer.from([
  0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0,
]);

export const shareDesktop = Buffer.from([1]);

export function setEncodings(encodings: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * encodings.length);
  bytes[0] = 2;
  bytes.writeUInt16BE(encodings.length, 2);
  encodings.forEach((encoding, index) => bytes.writeInt32BE(encoding, 4 + 4 * index));
  return bytes;
}

export function requestUpdate({ x, y, width, height }: Area, isIncremental: boolean): Buffer {
  const bytes = Buffer.alloc(10);
  bytes[0] = 3;
  bytes[1] = isIncremental ? 1 : 0;
  bytes.writeUInt16BE(x, 2);
  bytes.writeUInt16BE(y, 4);
  bytes.writeUInt16BE(width, 6);
  bytes.writeUInt16BE(height, 8);
  return bytes;
}

export function keyMessage(isDown: boolean, keysym: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes[0] = 4;
  bytes[1] = isDown ? 1 : 0;
  bytes.writeUInt32BE(keysym >>> 0, 4);
  return bytes;
}

/** Only for servers that have confirmed it: others would read its bytes as other messages. */
export function extendedKeyMessage(isDown: boolean, keysym: number, scancode: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[0] = 255;
  bytes.writeUInt16BE(isDown ? 1 : 0, 2);
  bytes.writeUInt32BE(keysym >>> 0, 4);
  bytes.writeUInt32BE(scancode, 8);
  return bytes;
}

/** @param buttons the lowest eight; there are no more on the wire. */
export function pointerMessage(x: number, y: number, buttons: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes[0] = 5;
  bytes[1] = buttons & 0xff;
  bytes.writeUInt16BE(x, 2);
  bytes.writeUInt16BE(y, 4);
  return bytes;
}

/** ClientCutText in Latin-1; what that alphabet lacks becomes a question mark. */
export function cutTextMessage(text: string): Buffer {
  const words = Buffer.from(text.replace(/\r\n?/g, '\n').replace(/[^\0-\xff]/gu, '?'), 'latin1');
  return Buffer.concat([cutTextHead(words.length), words]);
}

/** ClientCutText in its extended form: a negative length, then flags and what they announce. */
export function extendedCutTextMessage(body: Buffer): Buffer {
  return Buffer.concat([cutTextHead(-body.length), body]);
}

/** The answer to a fence; the request bit must not come back. */
export function fenceMessage(flags: number, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = 248;
  bytes.writeUInt32BE(flags >>> 0, 4);
  bytes[8] = payload.length;
  return Buffer.concat([bytes, payload]);
}

function cutTextHead(length: number): Buffer {
  const head = Buffer.alloc(8);
  head[0] = 6;
  head.writeInt32BE(length, 4);
  return head;
}
