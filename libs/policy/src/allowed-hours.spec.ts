import fc from 'fast-check';
import { firstInstantOutside } from './allowed-hours.js';
import type { AllowedHours } from './policy.js';

const minuteMs = 60_000;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Asks the platform's own calendar what the wall clock reads, minute by minute. Shares nothing with the product. */
function oracle(
  hours: readonly AllowedHours[],
  opensAt: Date,
  closesAt: Date,
  timeZone: string,
): Date | null {
  const wall = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  for (let at = opensAt.getTime(); at < closesAt.getTime(); at += minuteMs) {
    const parts = Object.fromEntries(wall.formatToParts(at).map((part) => [part.type, part.value]));
    const day = weekdays.indexOf(parts.weekday ?? '') + 1;
    const time = `${parts.hour}:${parts.minute}`;
    const yesterday = ((day + 5) % 7) + 1;
    const inside = hours.some(({ days, from, until }) =>
      until > from
        ? days.includes(day) && from <= time && time < until
        : (days.includes(day) && from <= time) || (days.includes(yesterday) && time < until),
    );
    if (!inside) return new Date(at);
  }
  return null;
}

const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/Lisbon',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'Pacific/Pago_Pago',
  'Africa/Casablanca',
  'America/Havana',
  'Asia/Tehran',
  'Antarctica/Troll',
];

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const stretch = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  from: timeOfDay,
  until: fc.oneof(timeOfDay, fc.constant('24:00')),
});
/** Every day but for one gap, so that most windows go on for a while before they leave the hours, if they do. */
const wide = timeOfDay.chain((until) =>
  timeOfDay.map((from) => ({ days: [1, 2, 3, 4, 5, 6, 7], from, until: from === until ? '24:00' : until })),
);
/** Half of the windows begin near a change of the clocks in Europe, America, Lord Howe or Troll. */
const nearAChange = fc
  .constantFrom(
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-03-08T07:00Z',
    '2026-11-01T06:00Z',
    '2026-04-04T15:00Z',
    '2026-10-03T15:30Z',
    '2027-03-28T01:00Z',
  )
  .chain((text) =>
    fc.integer({ min: -24 * 60, max: 12 * 60 }).map((minutes) => Date.parse(text) + minutes * minuteMs),
  );
const anywhere = fc
  .integer({
    min: Date.parse('2020-01-01T00:00Z') / minuteMs,
    max: Date.parse('2030-01-01T00:00Z') / minuteMs,
  })
  .map((minutes) => minutes * minuteMs);

test('AZ-07 allowed hours agree with the wall clock minute by minute, across every change of the clocks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.array(fc.oneof(stretch, wide), { minLength: 1, maxLength: 4 }),
      fc.oneof(nearAChange, anywhere),
      fc.integer({ min: 1, max: 2 * 24 * 60 }),
      (zone, hours, opens, minutes) => {
        const window = { opensAt: new Date(opens), closesAt: new Date(opens + minutes * minuteMs) };
        expect(firstInstantOutside(hours, window, zone)).toEqual(
          oracle(hours, window.opensAt, window.closesAt, zone),
        );
      },
    ),
    { numRuns: process.env.LONG ? 20_000 : 600 },
  );
}, 600_000);

const night: AllowedHours[] = [{ days: [6], from: '22:00', until: '06:00' }];

test.each([
  // Saturday night into Sunday 2026-03-29, Berlin: 02:00 to 03:00 does not exist, the night has seven hours.
  ['spring, the whole night', '2026-03-28T21:00Z', '2026-03-29T04:00Z', null],
  ['spring, a minute more', '2026-03-28T21:00Z', '2026-03-29T04:01Z', '2026-03-29T04:00:00.000Z'],
  // Saturday night into Sunday 2026-10-25: 02:00 to 03:00 comes twice, the night has nine hours.
  ['autumn, the whole night', '2026-10-24T20:00Z', '2026-10-25T05:00Z', null],
  ['autumn, a minute more', '2026-10-24T20:00Z', '2026-10-25T05:01Z', '2026-10-25T05:00:00.000Z'],
])('a stretch over a night in which the clocks change: %s', (_, opensAt, closesAt, outside) => {
  const window = { opensAt: new Date(opensAt), closesAt: new Date(closesAt) };
  expect(firstInstantOutside(night, window, 'Europe/Berlin')?.toISOString() ?? null).toBe(outside);
});

test('no allowed hours means any hour, and a zone nobody knows is an error, not an allowance', () => {
  const window = { opensAt: new Date('2026-03-02T08:00Z'), closesAt: new Date('2026-03-02T09:00Z') };
  expect(firstInstantOutside([], window, 'Mars/Olympus')).toBeNull();
  expect(() => firstInstantOutside(night, window, 'Mars/Olympus')).toThrow(RangeError);
});
