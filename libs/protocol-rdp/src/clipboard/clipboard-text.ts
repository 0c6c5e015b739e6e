import { longestClipboard } from '@gatehouse/screen';
import { textFormats } from './clipboard-pdu.js';

/** Text as a Windows clipboard holds it: lines end with CR LF, a NUL ends it. */
export function writeClipboardText(text: string, format: number): Buffer {
  const lines = `${whole(text).replaceAll('\0', '').replace(/\r?\n/g, '\r\n')}\0`;
  // What Latin-1 has no letter for must not become another one.
  return format === textFormats.unicode
    ? Buffer.from(lines, 'utf16le')
    : Buffer.from([...lines].map((each) => (each > 'ÿ' ? '?' : each)).join(''), 'latin1');
}

/** Null: longer than what a clipboard event carries. What is no whole character becomes U+FFFD. */
export function readClipboardText(bytes: Buffer, format: number): string | null {
  const text =
    format === textFormats.unicode
      ? bytes.subarray(0, bytes.length & ~1).toString('utf16le')
      : bytes.toString('latin1');
  const end = text.indexOf('\0');
  const lines = whole(end < 0 ? text : text.slice(0, end)).replaceAll('\r\n', '\n');
  return Buffer.byteLength(lines) > longestClipboard ? null : lines;
}

/** Half a character becomes U+FFFD. */
function whole(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
