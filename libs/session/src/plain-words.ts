/**
 * Text for a terminal that is not the target's: control characters (C0, DEL and C1, of which U+009B begins an escape
 * sequence as ESC [ does), line separators and characters that turn the direction of writing become a dot.
 */
export function plainWords(text: string, most = 500): string {
  let shown = '';
  for (const character of text.slice(0, most)) shown += isPlain(character) ? character : '·';
  return shown;
}

function isPlain(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code === 0x200e || code === 0x200f || code === 0x2028 || code === 0x2029) return false;
  return !(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069);
}
