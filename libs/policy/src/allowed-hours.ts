import { IANAZone } from 'luxon';
import type { AccessWindow } from '@gatehouse/kernel';
import type { AllowedHours } from './policy.js';

/**
 * The first instant of the window at which the clock on the plant's wall is outside the allowed hours; null
 * when it is inside all along. Judged by what the wall clock reads, so an hour that a spring night skips is in
 * nobody's way, and one that an autumn night repeats is allowed both times or neither. Stretches that touch or
 * overlap count as one.
 * @throws RangeError for a time zone that does not exist.
 */
export function firstInstantOutside(
  hours: readonly AllowedHours[],
  window: AccessWindow,
  timeZone: string,
): Date | null {
  if (hours.length === 0) return null;
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) throw new RangeError(`there is no time zone ${timeZone}`);
  const stretches = hours.map(minutesOf);
  for (const { from, until, offsetMs } of steadyStretches(zone, window)) {
    const outside = firstOutside(stretches, from + offsetMs, until + offsetMs);
    if (outside !== null) return new Date(outside - offsetMs);
  }
  return null;
}

interface Stretch {
  days: ReadonlySet<number>;
  fromMs: number;
  /** Past 24 h when it runs over midnight. */
  untilMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

function minutesOf(hours: AllowedHours): Stretch {
  const fromMs = timeOfDayMs(hours.from);
  const untilMs = timeOfDayMs(hours.until);
  return { days: new Set(hours.days), fromMs, untilMs: untilMs > fromMs ? untilMs : untilMs + dayMs };
}

function timeOfDayMs(text: string): number {
  const [hour, minute] = text.split(':').map(Number) as [number, number];
  return (hour * 60 + minute) * minuteMs;
}

/** Splits the window where the zone's offset changes. Between two changes wall time runs evenly. */
function* steadyStretches(
  zone: IANAZone,
  window: AccessWindow,
): Generator<{ from: number; until: number; offsetMs: number }> {
  const end = window.closesAt.getTime();
  let from = window.opensAt.getTime();
  while (from < end) {
    const offset = zone.offset(from);
    let until = from;
    // No zone changes its offset twice within a quarter of an hour, so a step never jumps over a change.
    while (until < end && zone.offset(until) === offset) until = Math.min(end, until + 15 * minuteMs);
    if (zone.offset(until) !== offset)
      until = changeBetween(zone, offset, Math.max(from, until - 15 * minuteMs), until);
    yield { from, until: Math.min(end, until), offsetMs: offset * minuteMs };
    from = until;
  }
}

/** The instant, to the millisecond, at which the offset stops being `offset`. */
function changeBetween(zone: IANAZone, offset: number, before: number, after: number): number {
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/** All three in milliseconds of wall time since 1970-01-01T00:00, a Thursday. */
function firstOutside(stretches: readonly Stretch[], from: number, until: number): number | null {
  let at = from;
  while (at < until) {
    const reach = Math.max(...stretches.map((stretch) => reachFrom(stretch, at)));
    if (reach <= at) return at;
    at = reach;
  }
  return null;
}

/** How far the stretch that holds `at` goes; `at` itself when none does. */
function reachFrom(stretch: Stretch, at: number): number {
  const today = Math.floor(at / dayMs);
  for (const day of [today, today - 1]) {
    const begins = day * dayMs + stretch.fromMs;
    const ends = day * dayMs + stretch.untilMs;
    if (stretch.days.has(weekday(day)) && begins <= at && at < ends) return ends;
  }
  return at;
}

/** 1 is Monday. Day 0 was a Thursday. */
function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
