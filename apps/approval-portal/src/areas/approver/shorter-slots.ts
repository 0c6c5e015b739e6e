import type { AccessWindow } from '@gatehouse/contracts';

/**
 * Shorter time slots to offer: the same start, with ends at round lengths below what was asked, longest first, and
 * the asked one before them. A slot that is already running is cut from now on, never lengthened.
 */
export function shorterSlots(asked: AccessWindow, now: number): AccessWindow[] {
  const opens = Math.max(Date.parse(asked.opensAt), now);
  const closes = Date.parse(asked.closesAt);
  const lengths = [480, 240, 120, 90, 60, 45, 30, 15].map((minutes) => minutes * 60_000);
  const shorter = lengths
    .map((length) => Math.ceil((opens + length) / 60_000) * 60_000)
    .filter((end) => end < closes)
    .slice(0, 4)
    .map((end) => ({ opensAt: asked.opensAt, closesAt: new Date(end).toISOString() }));
  return [asked, ...shorter];
}
