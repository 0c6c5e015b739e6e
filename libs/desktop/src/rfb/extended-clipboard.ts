import { constants, deflateSync, inflateSync } from 'node:zlib';
import { longestClipboard } from '@gatehouse/screen';
import { BrokenViewer } from './broken-viewer.js';
import { word } from './server-messages.js';

// Flags of the rfbproto community document, section "Extended Clipboard Pseudo-Encoding". Text is the only format here.
const text = 1;
const caps = 0x01_00_00_00;
const request = 0x02_00_00_00;
const peek = 0x04_00_00_00;
const notify = 0x08_00_00_00;
const provide = 0x10_00_00_00;

export type ExtendedClipboardMessage =
  /** What the viewer can; the gateway sends text alone, and nothing unasked. */
  | { readonly type: 'caps' }
  | { readonly type: 'request' }
  | { readonly type: 'peek' }
  | { readonly type: 'notify'; readonly hasText: boolean }
  /** Null: longer than what the clipboard carries. */
  | { readonly type: 'provide'; readonly text: string | null }
  /** Of another format than text. */
  | { readonly type: 'other' };

/** Said first: text, on request, up to what the clipboard carries. */
export const clipboardCaps = Buffer.concat([
  word(caps | request | peek | notify | provide | text),
  word(longestClipboard),
]);
export const clipboardRequest = word(request | text);

export function clipboardNotify(hasText: boolean): Buffer {
  return word(notify | (hasText ? text : 0));
}

/** Lines end with CR LF on the wire, and the text with a zero byte. */
export function clipboardProvide(words: string): Buffer {
  const bytes = Buffer.from(`${words.replace(/\r?\n/g, '\r\n')}\0`);
  return Buffer.concat([word(provide | text), deflateSync(Buffer.concat([word(bytes.length), bytes]))]);
}

/** @param body with its flags. What it unpacks to is bounded. Throws `BrokenViewer`. */
export function readExtendedClipboard(body: Buffer): ExtendedClipboardMessage {
  const flags = body.readUInt32BE(0);
  if (flags & caps) return { type: 'caps' };
  if (flags & peek) return { type: 'peek' };
  if (flags & notify) return { type: 'notify', hasText: (flags & text) !== 0 };
  if ((flags & text) === 0) return { type: 'other' };
  if (flags & request) return { type: 'request' };
  if (flags & provide) return { type: 'provide', text: unpacked(body.subarray(4)) };
  return { type: 'other' };
}

/** The size of the text, the text, and what other formats bring: those are not looked at. */
function unpacked(zipped: Buffer): string | null {
  const most = 4 + 2 * longestClipboard;
  let bytes: Buffer;
  try {
    // Viewers end the stream with a flush, not with an end mark.
    bytes = inflateSync(zipped, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most });
  } catch (error) {
    if (isTooLarge(error)) return null;
    throw new BrokenViewer('it sent a clipboard that cannot be unpacked');
  }
  if (bytes.length < 4) throw new BrokenViewer('it sent a clipboard that is cut off');
  const length = bytes.readUInt32BE(0);
  if (length > most - 4) return null;
  if (length > bytes.length - 4) throw new BrokenViewer('it sent a clipboard that is cut off');
  const words = bytes
    .toString('utf8', 4, 4 + length)
    .replace(/\0+$/, '')
    .replace(/\r\n/g, '\n');
  return isCarried(words) ? words : null;
}

/** True when the clipboard carries a text of this length. */
export function isCarried(words: string): boolean {
  return words.length <= longestClipboard && Buffer.byteLength(words) <= longestClipboard;
}

/** What zlib throws where the output is longer than asked for. */
function isTooLarge(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
  );
}
