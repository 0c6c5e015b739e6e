import type { AccessWindow } from '@gatehouse/contracts';

export interface Lanes {
  startMs: number;
  endMs: number;
  /** Full hours inside, each with its place as a share of the whole. */
  hours: { at: number; share: number }[];
}

const hour = 3_600_000;

/** A stretch around a time slot in full hours: two before, two after, and hours thinned so that they stay readable. */
export function lanesAround(window: AccessWindow, atMost = 9): Lanes {
  const opens = Date.parse(window.opensAt);
  const closes = Date.parse(window.closesAt);
  const startMs = Math.floor(opens / hour) * hour - 2 * hour;
  const endMs = Math.ceil(closes / hour) * hour + 2 * hour;
  const count = Math.round((endMs - startMs) / hour);
  const every = Math.max(1, Math.ceil(count / atMost));
  const hours = Array.from({ length: Math.floor((count - 1) / every) + 1 }, (_, index) => {
    const at = startMs + index * every * hour;
    return { at, share: (at - startMs) / (endMs - startMs) };
  });
  return { startMs, endMs, hours };
}

/** Where an instant stands between start and end, 0 to 1; null outside. */
export function shareOf(at: number, lanes: Pick<Lanes, 'startMs' | 'endMs'>): number | null {
  const share = (at - lanes.startMs) / (lanes.endMs - lanes.startMs);
  return share < 0 || share > 1 ? null : share;
}
