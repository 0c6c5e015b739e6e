/**
 * Compares what was typed with what was shown, with or without its `SHA256:` and its padding, where case counts, or as 32
 * pairs of hex digits, where it does not.
 */
export function sameFingerprint(typed: string, shown: string): boolean {
  return bare(typed) !== '' && bare(typed) === bare(shown);
}

/** A SHA-256 as certificates show it: pairs of hex digits with colons between. Null for what is none. */
export function inHexPairs(fingerprint: string): string | null {
  try {
    const bytes = atob(bare(fingerprint));
    const pairs = [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase());
    return pairs.length === 32 ? pairs.join(':') : null;
  } catch {
    return null;
  }
}

function bare(fingerprint: string): string {
  const digits = fingerprint.trim().replace(/^SHA256:/i, '');
  const base64 = /^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i.test(digits) ? ofHex(digits) : digits;
  return base64.replace(/=+$/, '');
}

function ofHex(digits: string): string {
  const pairs = digits.replaceAll(':', '').match(/../g) ?? [];
  return btoa(String.fromCharCode(...pairs.map((pair) => Number.parseInt(pair, 16))));
}
