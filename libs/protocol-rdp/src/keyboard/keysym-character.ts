import { TextDecoder } from 'node:util';

const unicodeMark = 0x0100_0000;

/** Keysyms from before Unicode that stand for the characters of an old code page, by their high byte. */
const codePages: Readonly<Record<number, TextDecoder>> = {
  0x01: new TextDecoder('iso-8859-2'),
  0x02: new TextDecoder('iso-8859-3'),
  0x03: new TextDecoder('iso-8859-4'),
  0x06: new TextDecoder('koi8-r'),
  0x07: new TextDecoder('iso-8859-7'),
  0x13: new TextDecoder('iso-8859-15'),
};

/** Of those, and of publishing's, what no code page has in its place (X11 keysymdef.h). */
const single: Readonly<Record<number, string>> = {
  0x20ac: '€',
  ...{ 0x0aa9: '—', 0x0aaa: '–', 0x0aae: '…', 0x0ac9: '™' },
  ...{ 0x0ad0: '‘', 0x0ad1: '’', 0x0ad2: '“', 0x0ad3: '”', 0x0afd: '‚', 0x0afe: '„' },
};

/** The character that a keysym stands for (X11 protocol, appendix A); null for keys that give none. */
export function characterOf(keysym: number): string | null {
  if ((keysym >= 0x20 && keysym <= 0x7e) || (keysym >= 0xa0 && keysym <= 0xff))
    return String.fromCharCode(keysym);
  if (keysym > unicodeMark && keysym <= unicodeMark + 0x10_ffff) {
    const point = keysym - unicodeMark;
    const isHalf = point >= 0xd800 && point <= 0xdfff;
    return isHalf || point < 0x20 ? null : String.fromCodePoint(point);
  }
  const known = single[keysym];
  if (known !== undefined) return known;
  const low = keysym & 0xff;
  const page = codePages[keysym >>> 8];
  return page && low >= 0xa0 ? page.decode(Uint8Array.of(low)) : null;
}

/** The keysym of a character. */
export function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point === 0x20ac) return point;
  return (point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff) ? point : unicodeMark + point;
}
