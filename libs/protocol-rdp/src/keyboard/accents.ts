/** Accents as characters of their own, and as marks that combine with the letter before them. */
const marks: Readonly<Record<string, string>> = {
  '`': '\u0300',
  '´': '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '¨': '\u0308',
};
const accents = new Map(Object.entries(marks).map(([accent, mark]) => [mark, accent]));

/** The one character of an accent and a letter; null where there is none. */
export function withAccent(accent: string, letter: string): string | null {
  const composed = (letter + (marks[accent] ?? '')).normalize('NFC');
  return composed !== letter && [...composed].length === 1 ? composed : null;
}

/** The accent and the letter of a character that consists of both; null for all others. */
export function partsOf(character: string): { readonly accent: string; readonly letter: string } | null {
  const [letter, mark, more] = [...character.normalize('NFD')];
  const accent = mark === undefined ? undefined : accents.get(mark);
  return letter === undefined || accent === undefined || more !== undefined ? null : { accent, letter };
}
