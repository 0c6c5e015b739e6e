/** Accents as characters of their own, as marks that combine with the letter before them, and as X11 keysyms of dead keys. */
const known: readonly (readonly [accent: string, mark: string, keysym: number])[] = [
  ['`', '\u0300', 0xfe50],
  ['´', '\u0301', 0xfe51],
  ['^', '\u0302', 0xfe52],
  ['~', '\u0303', 0xfe53],
  ['¨', '\u0308', 0xfe57],
];
const marks = new Map(known.map(([accent, mark]) => [accent, mark]));
const accents = new Map(known.map(([accent, mark]) => [mark, accent]));
const dead = new Map(known.map(([accent, , keysym]) => [keysym, accent]));

/** The accent of a dead key that a viewer pressed; null for all other keysyms. */
export function deadAccentOf(keysym: number): string | null {
  return dead.get(keysym) ?? null;
}

/** What an accent and the character after it give: one character, with a blank the accent itself, else both. */
export function composed(accent: string, character: string): string {
  if (character === ' ') return accent;
  const one = (character + (marks.get(accent) ?? '')).normalize('NFC');
  return [...one].length === 1 && one !== character ? one : accent + character;
}

/** The accent and the letter of a character that consists of both; null for all others. */
export function partsOf(character: string): { readonly accent: string; readonly letter: string } | null {
  const [letter, mark, more] = [...character.normalize('NFD')];
  const accent = mark === undefined ? undefined : accents.get(mark);
  return letter === undefined || accent === undefined || more !== undefined ? null : { accent, letter };
}

/**
 * Whether an accent stands for itself after its dead key and a blank, on Windows and on X servers: of two of them, X makes an
 * apostrophe and a quotation mark.
 */
export function standsAlone(accent: string): boolean {
  return accent !== '´' && accent !== '¨';
}
