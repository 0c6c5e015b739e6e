/** What a target wrote, safe to show and short: one line without control or direction characters. */
export function inertWords(bytes: Buffer, most = 200): string {
  return bytes
    .toString('utf8')
    .replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, '?')
    .slice(0, most);
}
