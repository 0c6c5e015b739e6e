/**
 * A path as it stands on the wire, one character for each byte (latin1). SFTP v3 gives names no encoding, so a name
 * that is no UTF-8 must survive unchanged, and two names are the same only when their bytes are.
 */
export type WirePath = string;

/** Longest path that is passed on, in bytes; Linux takes no longer one. */
export const mostPathBytes = 4096;

export function wirePathOf(text: string): WirePath {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/**
 * What may stand in records, logs and answers instead of the name, whatever it holds. Valid UTF-8 is written as it is,
 * except what could act on a reader: control and format characters (ANSI, bidi), line and paragraph separators and
 * other blanks than the plain one are written `\u{hex}`, a byte that is no UTF-8 `\xhex`, a backslash `\\`. Nothing is
 * lost: the name's bytes can be read back.
 */
export function inertName(path: WirePath): string {
  const bytes = Buffer.from(path, 'latin1');
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return inertText(text);
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceAt(bytes, at);
    if (length === 0) out += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`;
    else out += inertText(bytes.toString('utf8', at, at + length));
    at += Math.max(1, length);
  }
  return out;
}

function inertText(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\\]|(?! )\p{Zs}/gu, (char) =>
    char === '\\' ? '\\\\' : `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
}

/** Bytes of the UTF-8 sequence that begins here; 0 when none does. */
function sequenceAt(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const piece = bytes.subarray(at, at + length);
    if (Buffer.from(piece.toString('utf8'), 'utf8').equals(piece)) return length;
  }
  return 0;
}

/** Absolute and without `.`, `..` and doubled slashes, by its text alone: links are not looked at. */
export function normalisedPath(path: WirePath): WirePath {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** True for the folder itself and all in it. Both are normalised. */
export function isWithin(path: WirePath, folder: WirePath): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

export function lastName(path: WirePath): WirePath {
  return path.slice(path.lastIndexOf('/') + 1);
}
