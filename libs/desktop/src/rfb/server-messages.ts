import { encodings } from './encoding-numbers.js';
import { plainPixelFormat, writePixelFormat } from './pixel-format.js';

/** Longest name of a desktop that is passed on, in characters: the target's own words. */
const longestName = 64;

/** ServerInit, RFC 6143 section 7.3.2. The name is cut, and loses what is not plain text. */
export function serverInit(width: number, height: number, name: string): Buffer {
  const words = Buffer.from(name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, longestName));
  const size = Buffer.alloc(4);
  size.writeUInt16BE(width, 0);
  size.writeUInt16BE(height, 2);
  return Buffer.concat([size, writePixelFormat(plainPixelFormat), word(words.length), words]);
}

/** Head of a FramebufferUpdate, section 7.6.1. */
export function updateHead(rects: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(rects, 2);
  return head;
}

export function rectHead(x: number, y: number, width: number, height: number, encoding: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(x, 0);
  head.writeUInt16BE(y, 2);
  head.writeUInt16BE(width, 4);
  head.writeUInt16BE(height, 6);
  head.writeInt32BE(encoding, 8);
  return head;
}

export function bell(): Buffer {
  return Buffer.of(2);
}

/** ServerCutText in Latin-1, section 7.6.4; what is not in it becomes a question mark. */
export function cutText(text: string): Buffer {
  const words = Buffer.from(text.replace(/[\u0100-\u{10ffff}]/gu, '?'), 'latin1');
  return Buffer.concat([Buffer.of(3, 0, 0, 0), word(words.length), words]);
}

/** The same message with a length below zero carries the extended clipboard. */
export function extendedCutText(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(-body.length);
  return Buffer.concat([Buffer.of(3, 0, 0, 0), length, body]);
}

export const endOfContinuousUpdates = Buffer.of(150);

/** @param flags bit 31 asks for an answer. */
export function fence(flags: number, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(248, 0, 0, 0), word(flags), Buffer.of(payload.length), payload]);
}

/** What is answered to a viewer that asks for another size (rfbproto, ExtendedDesktopSize). Passed on: it may come later. */
export const sizeStatus = { asItIs: 0, notAllowed: 1, passedOn: 4 } as const;

/**
 * @param reason why a screen has its size: 0 it is so, or the target changed it; 1 this viewer asked.
 * @param status one of `sizeStatus`.
 */
export function extendedDesktopSizeRect(
  width: number,
  height: number,
  reason: 0 | 1,
  status: (typeof sizeStatus)[keyof typeof sizeStatus],
): Buffer {
  const screen = Buffer.alloc(20);
  screen[0] = 1;
  screen.writeUInt16BE(width, 12);
  screen.writeUInt16BE(height, 14);
  return Buffer.concat([rectHead(reason, status, width, height, encodings.extendedDesktopSize), screen]);
}

export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
