import { TextDecoder } from 'node:util';

const unicodeMark = 0x0100_0000;

/** Keysyms from before Unicode that stand for the characters of an old code page, by their high byte. */
const codePages: Readonly<Record<number, TextDecoder>> = {
  0x01: new TextDecoder('iso-8859-2'),
  0x02: new TextDecoder('iso-8859-3'),
  0x03: new TextDecoder('iso-8859-4'),
  0x13: new TextDecoder('iso-8859-15'),
};

/** Those that follow no code page, side by side from a first one on (X11 keysymdef.h); a blank where there is none. */
const runs: readonly (readonly [first: number, characters: string])[] = [
  [0x06a1, 'ђѓёєѕіїјљњћќґўџ№ЂЃЁЄЅІЇЈЉЊЋЌҐЎЏ'],
  [0x06c0, 'юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ'],
  [0x07a1, 'ΆΈΉΊΪ ΌΎΫ Ώ  ΅― άέήίϊΐόύϋΰώ     ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣ ΤΥΦΧΨΩ       αβγδεζηθικλμνξοπρσςτυφχψω'],
  ...[[0x08bc, '≤≠≥'] as const, [0x08fb, '←↑→↓'] as const, [0x0aa9, '—–'] as const, [0x0aae, '…'] as const],
  ...[[0x0ac9, '™'] as const, [0x0ad0, '‘’“”'] as const, [0x0ae6, '•'] as const, [0x0af1, '†‡'] as const],
  ...[[0x0afd, '‚„'] as const, [0x20ac, '€'] as const],
];
const ofRuns = new Map(
  runs.flatMap(([first, characters]) =>
    [...characters]
      .map((character, at) => [first + at, character] as const)
      .filter(([, each]) => each !== ' '),
  ),
);

/**
 * The character that a keysym stands for (X11 protocol, appendix A); null for keys that give none, and for scripts whose keysyms from
 * before Unicode are not known here.
 */
export function characterOf(keysym: number): string | null {
  if ((keysym >= 0x20 && keysym <= 0x7e) || (keysym >= 0xa0 && keysym <= 0xff))
    return String.fromCharCode(keysym);
  if (keysym > unicodeMark && keysym <= unicodeMark + 0x10_ffff) {
    const point = keysym - unicodeMark;
    return isCharacter(point) ? String.fromCodePoint(point) : null;
  }
  const low = keysym & 0xff;
  const page = codePages[keysym >>> 8];
  const known = page && low >= 0xa0 ? page.decode(Uint8Array.of(low)) : ofRuns.get(keysym);
  return known === undefined || known === '\ufffd' ? null : known;
}

/** The keysym of a character; null for halves of characters and for control characters, which have none. */
export function keysymOf(character: string): number | null {
  const point = character.codePointAt(0) ?? 0;
  if (!isCharacter(point)) return null;
  return point <= 0xff || point === 0x20ac ? point : unicodeMark + point;
}

function isCharacter(point: number): boolean {
  const isControl = point < 0x20 || (point >= 0x7f && point < 0xa0);
  const isHalf = point >= 0xd800 && point <= 0xdfff;
  return !isControl && !isHalf;
}
