/** Compares what was typed with what was shown, with or without its `SHA256:` and its padding. Case counts. */
export function sameFingerprint(typed: string, shown: string): boolean {
  return bare(typed) !== '' && bare(typed) === bare(shown);
}

function bare(fingerprint: string): string {
  return fingerprint
    .trim()
    .replace(/^SHA256:/i, '')
    .replace(/=+$/, '');
}
