import { longestClipboard } from '@gatehouse/screen';
import { textFormats } from './clipboard-pdu.js';

/**
 * Where the code page of Windows in western Europe differs from Latin-1: its bytes from 0x80 on. Which code page a machine has, the
 * clipboard does not say. `TextDecoder` of Node.js 20 reads this one as Latin-1.
 */
const from80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const ansi = Array.from({ length: 0x100 }, (_, byte) => from80[byte - 0x80] ?? String.fromCharCode(byte));
const ansiBytes = new Map(ansi.map((character, byte) => [character, byte]));
const questionMark = 0x3f;

/** Text as a Windows clipboard holds it: lines end with CR LF, a NUL ends it. */
export function writeClipboardText(text: string, format: number): Buffer {
  const lines = `${whole(text).replaceAll('\0', '').replace(/\r?\n/g, '\r\n')}\0`;
  if (format === textFormats.unicode) return Buffer.from(lines, 'utf16le');
  // What the code page has no letter for must not become another one.
  return Buffer.from(Array.from(lines, (each) => ansiBytes.get(each) ?? questionMark));
}

/** Null: longer than what a clipboard event carries. What is no whole character becomes U+FFFD. */
export function readClipboardText(bytes: Buffer, format: number): string | null {
  const text =
    format === textFormats.unicode
      ? bytes.subarray(0, bytes.length & ~1).toString('utf16le')
      : Array.from(bytes, (byte) => ansi[byte]).join('');
  const end = text.indexOf('\0');
  const lines = whole(end < 0 ? text : text.slice(0, end)).replaceAll('\r\n', '\n');
  return Buffer.byteLength(lines) > longestClipboard ? null : lines;
}

/** Half a character becomes U+FFFD. */
function whole(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
