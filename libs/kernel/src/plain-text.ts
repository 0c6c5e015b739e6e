/**
 * Text of others for a place that obeys more than letters, such as a terminal: control characters (C0, DEL and C1, of
 * which U+009B begins an escape sequence as ESC [ does), line separators and characters that turn the direction of
 * writing become a dot. One line.
 */
export function plainLine(text: string, most = 500): string {
  let shown = '';
  for (const character of text.slice(0, most)) shown += isPlain(character) ? character : '·';
  return shown;
}

/** The same for text of our own that has lines: line breaks stay, whatever else was put into it does not. */
export function plainLines(text: string, most = 100_000): string {
  return text
    .slice(0, most)
    .split('\n')
    .map((line) => plainLine(line, most))
    .join('\n');
}

function isPlain(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code === 0x061c || code === 0x200e || code === 0x200f || code === 0x2028 || code === 0x2029)
    return false;
  return !(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069);
}
