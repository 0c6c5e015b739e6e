/**
 * The gateway's clock as seen from here. Countdowns and "from 14:00" follow it, because a vendor's laptop may be
 * minutes off. A `Date` header has whole seconds, so the estimate is good to about half a second.
 */
let offsetMs = 0;
let bestRoundTripMs = Number.POSITIVE_INFINITY;

export function serverNow(): number {
  return Date.now() + offsetMs;
}

export function noteServerDate(header: string | null, sentAt: number, receivedAt: number): void {
  const date = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(date)) return;
  const roundTripMs = receivedAt - sentAt;
  const measured = offsetFrom(date, sentAt, receivedAt);
  if (roundTripMs > bestRoundTripMs && Math.abs(measured - offsetMs) < 2000) return;
  bestRoundTripMs = roundTripMs;
  offsetMs = Math.abs(measured) < 1500 ? 0 : measured;
}

/** The `Date` header is cut to the second: half a second is its middle. */
export function offsetFrom(headerDate: number, sentAt: number, receivedAt: number): number {
  return headerDate + 500 - (sentAt + receivedAt) / 2;
}
