import type { RecordingTimeline } from '@gatehouse/contracts';

export type Stretch = RecordingTimeline['idle'][number];

/** Left in an idle stretch on each side, so that a skip is seen as one. */
const idleMarginMs = 400;

/** The last place at or before `atMs` where a picture may start; 0 when there is none. */
export function keyframeBefore(keyframesMs: readonly number[], atMs: number): number {
  let found = 0;
  for (const keyframe of keyframesMs) if (keyframe <= atMs && keyframe > found) found = keyframe;
  return found;
}

/** Where playing goes on from here when idle is skipped: the same place, or shortly before the idle ends. */
export function afterIdle(idle: readonly Stretch[], atMs: number): number {
  for (const { fromMs, untilMs } of idle)
    if (atMs >= fromMs + idleMarginMs && atMs < untilMs - idleMarginMs) return untilMs - idleMarginMs;
  return atMs;
}

export function idleTotal(idle: readonly Stretch[]): number {
  return idle.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}

/** The next mark after (`direction` 1) or before (-1) a position; null at the end. Half a second counts as the same. */
export function neighbour(marksMs: readonly number[], atMs: number, direction: 1 | -1): number | null {
  const sorted = [...marksMs].sort((one, other) => one - other);
  if (direction === 1) return sorted.find((mark) => mark > atMs + 500) ?? null;
  return sorted.findLast((mark) => mark < atMs - 500) ?? null;
}

/** Heights 0 to 1. Output varies by powers of ten, so the square root is drawn; a stretch with any is never 0. */
export function activityHeights(activity: readonly number[]): number[] {
  const most = Math.max(...activity, 0);
  if (most === 0) return activity.map(() => 0);
  return activity.map((bytes) => (bytes === 0 ? 0 : Math.max(0.06, Math.sqrt(bytes / most))));
}

const tickSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map(
  (seconds) => seconds * 1000,
);

/** Round clock times inside the recording: at most `most`, with their place in it. `startedAtMs` is an instant. */
export function ticks(startedAtMs: number, durationMs: number, offsetMinutes: number, most = 8) {
  const step = tickSteps.find((one) => durationMs / one <= most) ?? 86_400_000;
  const local = startedAtMs + offsetMinutes * 60_000;
  const first = Math.ceil(local / step) * step - offsetMinutes * 60_000;
  const found: { atMs: number; share: number }[] = [];
  for (let instant = first; instant < startedAtMs + durationMs; instant += step)
    found.push({ atMs: instant - startedAtMs, share: shareAt(instant - startedAtMs, durationMs) });
  return { step, ticks: found };
}

export function shareAt(atMs: number, durationMs: number): number {
  return durationMs <= 0 ? 0 : Math.min(1, Math.max(0, atMs / durationMs));
}

/** Marks closer together than their own width are one to click on; the first of each heap stands for it. */
export function heaped<T extends { atMs: number }>(
  marks: readonly T[],
  durationMs: number,
  widthShare = 0.022,
): T[][] {
  const heaps: T[][] = [];
  for (const mark of [...marks].sort((one, other) => one.atMs - other.atMs)) {
    const heap = heaps.at(-1);
    const first = heap?.[0];
    if (heap && first && shareAt(mark.atMs, durationMs) - shareAt(first.atMs, durationMs) < widthShare)
      heap.push(mark);
    else heaps.push([mark]);
  }
  return heaps;
}
