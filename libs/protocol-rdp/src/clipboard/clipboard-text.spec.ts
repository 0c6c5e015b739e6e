import { longestClipboard } from '@gatehouse/screen';
import { textFormats } from './clipboard-pdu.js';
import { readClipboardText, writeClipboardText } from './clipboard-text.js';

const { unicode, ansi } = textFormats;

describe('text on a Windows clipboard', () => {
  it('ends its lines with CR LF and itself with a NUL', () => {
    expect(writeClipboardText('ä\nb\r\n', unicode)).toEqual(Buffer.from('ä\r\nb\r\n\0', 'utf16le'));
    expect(writeClipboardText('ä\n', ansi)).toEqual(Buffer.from([0xe4, 0x0d, 0x0a, 0x00]));
  });

  it('comes back with the line ends it had here', () => {
    for (const text of ['', 'a\n\nb\n', 'Grüße € – 😀\tZeile'])
      expect(readClipboardText(writeClipboardText(text, unicode), unicode)).toBe(text);
  });

  it('has the characters of the code page, and question marks for all others', () => {
    const bytes = writeClipboardText('€–ß\x85š漢😀', ansi);
    expect(bytes).toEqual(Buffer.from([0x80, 0x96, 0xdf, 0x3f, 0x9a, 0x3f, 0x3f, 0x00]));
    expect(readClipboardText(bytes, ansi)).toBe('€–ß?š??');
  });

  it('has no halves of characters, and nothing behind a NUL', () => {
    expect(writeClipboardText('a\ud83d\0b', unicode)).toEqual(Buffer.from('a\ufffdb\0', 'utf16le'));
    const halves = Buffer.from([0x3d, 0xd8, 0x61, 0x00, 0x00, 0xde, 0x00, 0x00, 0x62, 0x00]);
    expect(readClipboardText(halves, unicode)).toBe('\ufffda\ufffd');
    expect(readClipboardText(Buffer.from([0x61, 0x00, 0x62]), unicode)).toBe('a');
    expect(readClipboardText(Buffer.alloc(0), unicode)).toBe('');
  });

  it('is as long as a clipboard event carries, and no longer', () => {
    const longest = 'ü'.repeat(longestClipboard / 2);
    expect(readClipboardText(writeClipboardText(longest, unicode), unicode)).toBe(longest);
    expect(readClipboardText(writeClipboardText(`${longest}x`, unicode), unicode)).toBeNull();
    expect(readClipboardText(writeClipboardText('\n'.repeat(longestClipboard), unicode), unicode)).toBe(
      '\n'.repeat(longestClipboard),
    );
  });
});
