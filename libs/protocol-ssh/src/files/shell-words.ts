/**
 * The words of a command line that every POSIX shell would take as they stand, quotes removed. Null for a line in which
 * anything else happens: expansion, a second command, redirection, control characters, an open quote.
 */
export function shellWords(line: string): string[] | null {
  // What is no character to a shell (or was none before it was decoded) cannot be judged.
  if (/[\p{Cc}\p{Cs}\u{fffd}]/u.test(line)) return null;
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === ' ') {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    if (word === null && (char === '~' || char === '#')) return null;
    word ??= '';
    if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return null;
      word += line.slice(at + 1, end);
      at = end;
    } else if (char === '"') {
      const inside = doubleQuoted(line, at + 1);
      if (inside === null) return null;
      word += inside.text;
      at = inside.end;
    } else if (char === '\\') {
      const next = line[(at += 1)];
      if (next === undefined) return null;
      word += next;
    } else if (special.has(char)) return null;
    else word += char;
  }
  if (word !== null) words.push(word);
  return words;
}

/** POSIX shell, section 2.2, beside quotes and blanks; braces, `!` and `^` for shells that go further. */
const special: ReadonlySet<string> = new Set('|&;<>()$`*?[]{}!^');

function doubleQuoted(line: string, start: number): { text: string; end: number } | null {
  let text = '';
  for (let at = start; at < line.length; at++) {
    const char = line[at]!;
    if (char === '"') return { text, end: at };
    if (char === '$' || char === '`' || char === '!') return null;
    if (char !== '\\') {
      text += char;
      continue;
    }
    const next = line[at + 1];
    if (next !== undefined && '$`"\\'.includes(next)) {
      text += next;
      at += 1;
    } else text += char;
  }
  return null;
}
