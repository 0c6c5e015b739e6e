import * as fc from 'fast-check';
import {
  clock,
  clockWithSeconds,
  day,
  instantOf,
  isoDay,
  offsetMinutes,
  sameOffset,
  windowText,
  zoneCity,
} from './plant-time.js';

const berlin = 'Europe/Berlin';
const now = '2026-11-19T12:28:00.000Z';
const slot = (opensAt: string, closesAt: string) => ({
  opensAt: `${opensAt}:00.000Z`,
  closesAt: `${closesAt}:00.000Z`,
});

describe('plant time', () => {
  it('reads an instant in the zone of the plant, on a 24 h clock', () => {
    expect(clock('2026-11-19T13:00:00.000Z', berlin)).toBe('14:00');
    expect(clock('2026-11-18T23:00:00.000Z', berlin)).toBe('00:00');
    expect(clockWithSeconds('2026-11-19T13:37:05.900Z', berlin)).toBe('14:37:05');
  });

  it('names the day only when it is another one, judged at the plant', () => {
    expect(day('2026-11-19T22:59:00.000Z', berlin, now)).toBe('');
    expect(day('2026-11-19T23:01:00.000Z', berlin, now)).toBe('Fri 20 Nov');
    expect(day('2027-01-04T08:00:00.000Z', berlin, now)).toBe('Mon 4 Jan 2027');
  });

  it('takes the city of a zone for the place of a person', () => {
    expect(zoneCity('America/New_York')).toBe('New York');
    expect(zoneCity('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  });

  it('knows when two zones have the same hour, which may change within a year', () => {
    expect(sameOffset(berlin, 'Europe/Oslo', now)).toBe(true);
    expect(sameOffset(berlin, 'Europe/London', now)).toBe(false);
    expect(offsetMinutes('Asia/Kathmandu', now)).toBe(345);
  });
});

describe('a time slot', () => {
  it('of today needs no date', () => {
    expect(windowText(slot('2026-11-19T13:00', '2026-11-19T14:30'), berlin, now)).toBe('14:00–15:30');
  });

  it('of another day says which', () => {
    expect(windowText(slot('2026-11-20T07:00', '2026-11-20T09:00'), berlin, now)).toBe(
      'Fri 20 Nov 08:00–10:00',
    );
  });

  it('over midnight names the second day when it is read on another day, and not on its own', () => {
    const night = slot('2026-11-19T21:30', '2026-11-19T23:30');
    expect(windowText(night, berlin, now)).toBe('22:30–00:30');
    expect(windowText(night, berlin, '2026-11-18T12:00:00.000Z')).toBe('Thu 19 Nov 22:30–Fri 00:30');
  });

  it('of several days always says the last one', () => {
    expect(windowText(slot('2026-11-19T13:00', '2026-11-21T13:00'), berlin, now)).toBe('14:00–Sat 14:00');
  });

  it('in which the clocks go back says both offsets, for 02:30 comes twice that night', () => {
    const autumn = slot('2026-10-25T00:30', '2026-10-25T01:30');
    expect(windowText(autumn, berlin, '2026-10-25T00:00:00.000Z')).toBe('02:30 (UTC+2)–02:30 (UTC+1)');
  });

  it('in which the clocks go forward says both offsets too', () => {
    const spring = slot('2026-03-29T00:30', '2026-03-29T01:30');
    expect(windowText(spring, berlin, '2026-03-29T00:00:00.000Z')).toBe('01:30 (UTC+1)–03:30 (UTC+2)');
  });
});

describe('a typed plant time', () => {
  it('is the instant at which the plant reads it', () => {
    expect(instantOf('2026-11-19', '14:00', berlin)).toBe('2026-11-19T13:00:00.000Z');
    expect(instantOf('2026-07-01', '14:00', berlin)).toBe('2026-07-01T12:00:00.000Z');
  });

  it('that the clocks skip is none', () => {
    expect(instantOf('2026-03-29', '02:30', berlin)).toBeNull();
  });

  it('that comes twice is the first', () => {
    expect(instantOf('2026-10-25', '02:30', berlin)).toBe('2026-10-25T00:30:00.000Z');
  });

  it('comes back as typed, in every zone and on every day', () => {
    const zones = [
      berlin,
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'UTC',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) }),
        (zone, at) => {
          const minute = Math.floor(at / 60_000) * 60_000;
          const typed = instantOf(isoDay(minute, zone), clock(minute, zone), zone);
          expect(typed).not.toBeNull();
          // A time that comes twice may be the earlier one; anything else is the very instant.
          const back = Date.parse(typed ?? '');
          expect(clock(back, zone)).toBe(clock(minute, zone));
          expect(minute - back).toBeGreaterThanOrEqual(0);
          expect(minute - back).toBeLessThanOrEqual(60 * 60_000);
        },
      ),
    );
  });
});
