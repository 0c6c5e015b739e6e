import type { AccessWindow } from '@gatehouse/contracts';

/** An instant as the API gives it, or milliseconds since the epoch. */
export type At = string | number;

const formats = new Map<string, Intl.DateTimeFormat>();

/** `14:00` in that zone, 24 h. */
export function clock(at: At, zone: string): string {
  return format(zone, { hour: '2-digit', minute: '2-digit' }, at);
}

/** `14:37:05`, where a second proves something. */
export function clockWithSeconds(at: At, zone: string): string {
  return format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }, at);
}

/** Empty today; `Thu 19 Nov` in this year; `Thu 19 Nov 2026` in another. */
export function day(at: At, zone: string, now: At): string {
  if (isoDay(at, zone) === isoDay(now, zone)) return '';
  const sameYear = isoDay(at, zone).slice(0, 4) === isoDay(now, zone).slice(0, 4);
  return fullDay(at, zone, sameYear);
}

export function fullDay(at: At, zone: string, withoutYear = false): string {
  const parts = format(zone, { weekday: 'short', day: 'numeric', month: 'short' }, at).replace(',', '');
  return withoutYear ? parts : `${parts} ${isoDay(at, zone).slice(0, 4)}`;
}

export function weekday(at: At, zone: string): string {
  return format(zone, { weekday: 'short' }, at);
}

/** `2026-11-19`, the calendar day in that zone. */
export function isoDay(at: At, zone: string): string {
  const parts = parser(zone).formatToParts(new Date(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** `Thu 19 Nov 14:00`, or `14:00` today. */
export function dayAndClock(at: At, zone: string, now: At): string {
  return [day(at, zone, now), clock(at, zone)].filter(Boolean).join(' ');
}

/**
 * `14:00–15:30` today, `Thu 19 Nov 14:00–15:30` on another day. Over midnight, read on another day, the end says
 * its day; where the clocks change inside, both ends say their offset, for one of the times may come twice.
 */
export function windowText(window: AccessWindow, zone: string, now: At): string {
  const { opensAt, closesAt } = window;
  const start = clockOf(window, opensAt, zone);
  const end = clockOf(window, closesAt, zone);
  const date = day(opensAt, zone, now);
  const days = daysBetween(isoDay(opensAt, zone), isoDay(closesAt, zone));
  const readToday = date === '';
  const endDay =
    days === 0 || (days === 1 && readToday && hours(window) < 24)
      ? ''
      : `${days < 6 ? weekday(closesAt, zone) : fullDay(closesAt, zone, true)} `;
  return `${date === '' ? '' : `${date} `}${start}–${endDay}${end}`;
}

/** `Kassel` cannot be known from a zone; the zone's own city can: `Europe/Berlin` gives `Berlin`. */
export function zoneCity(zone: string): string {
  const city = zone.split('/').at(-1) ?? zone;
  return city.replaceAll('_', ' ');
}

export function sameOffset(one: string, other: string, at: At): boolean {
  return offsetMinutes(one, at) === offsetMinutes(other, at);
}

/** Minutes that the zone is ahead of UTC at that instant. */
export function offsetMinutes(zone: string, at: At): number {
  const instant = new Date(at);
  const parts = parser(zone).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return Math.round((local - Math.floor(instant.getTime() / 1000) * 1000) / 60_000);
}

/**
 * The instant of a wall clock time in a zone. Null where that time does not exist, the clocks having gone forward
 * over it; where it comes twice, the first.
 */
export function instantOf(isoDate: string, clockTime: string, zone: string): string | null {
  const wall = Date.parse(`${isoDate}T${clockTime}:00.000Z`);
  if (Number.isNaN(wall)) return null;
  const offsets = [wall - 86_400_000, wall + 86_400_000].map((near) => offsetMinutes(zone, near));
  const candidates = offsets
    .map((minutes) => wall - minutes * 60_000)
    .filter((instant) => isoDay(instant, zone) === isoDate && clock(instant, zone) === clockTime);
  return candidates.length === 0 ? null : new Date(Math.min(...candidates)).toISOString();
}

function clockOf(window: AccessWindow, at: At, zone: string): string {
  const changes = offsetMinutes(zone, window.opensAt) !== offsetMinutes(zone, window.closesAt);
  return changes ? `${clock(at, zone)} (${offsetText(offsetMinutes(zone, at))})` : clock(at, zone);
}

function offsetText(minutes: number): string {
  const sign = minutes < 0 ? '−' : '+';
  const hour = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${sign}${hour}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

function hours(window: AccessWindow): number {
  return (Date.parse(window.closesAt) - Date.parse(window.opensAt)) / 3_600_000;
}

function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);
}

function parser(zone: string): Intl.DateTimeFormat {
  return formatter(zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

function format(zone: string, options: Intl.DateTimeFormatOptions, at: At): string {
  return formatter(zone, options).format(new Date(at));
}

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
    formats.set(key, made);
  }
  return made;
}
