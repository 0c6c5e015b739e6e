/** What a peer wrote, safe for a log line and short. */
export function printable(text: string, most = 200): string {
  return text.slice(0, most).replace(/[^\x20-\x7e]/g, '?');
}
