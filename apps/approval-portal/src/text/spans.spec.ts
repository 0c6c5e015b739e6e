import { bytes, countdown, duration, position, spokenDuration, thousands } from './spans.js';

const minutes = 60_000;
const plainSpaces = (text: string) => text.replaceAll('\u00A0', ' ');

describe('a countdown', () => {
  it.each([
    [52 * minutes + 58_000, '52:58'],
    [59_400, '1:00'],
    [1, '0:01'],
    [0, '0:00'],
    [-5000, '0:00'],
    [68 * minutes + 40_000, '1:08:40'],
    [52 * 60 * minutes, '2 days 4 h'],
    [24 * 60 * minutes, '1 day'],
  ])('shows %d ms left as %s', (left, shown) => {
    expect(plainSpaces(countdown(left))).toBe(shown);
  });

  it('speaks of the two largest parts only', () => {
    expect(spokenDuration(52 * minutes + 58_000)).toBe('52 minutes 58 seconds');
    expect(spokenDuration(61 * minutes + 1000)).toBe('1 hour 1 minute');
    expect(spokenDuration(-1)).toBe('0 seconds');
  });
});

describe('a length', () => {
  it.each([
    [45_000, '45 s'],
    [90 * minutes, '90 min'],
    [60 * minutes, '60 min'],
    [120 * minutes, '2 h'],
    [150 * minutes, '2 h 30 min'],
    [26 * 60 * minutes, '1 day 2 h'],
  ])('of %d ms is said as %s', (length, said) => {
    expect(plainSpaces(duration(length))).toBe(said);
  });

  it('cuts a place in a recording down, so that it is never ahead of what is seen', () => {
    expect(position(680_999)).toBe('11:20');
    expect(position(4_300_000)).toBe('1:11:40');
  });
});

describe('figures', () => {
  it('puts a thin space between thousands and a no-break space before a unit', () => {
    expect(thousands(4212)).toBe('4\u2009212');
    expect(thousands(1_234_567)).toBe('1\u2009234\u2009567');
    expect(thousands(999)).toBe('999');
    expect(bytes(14_208)).toBe('14\u00A0kB');
    expect(bytes(8_400_000)).toBe('8.4\u00A0MB');
    expect(bytes(999)).toBe('999\u00A0B');
    expect(bytes(999_900)).toBe('1.0\u00A0MB');
  });
});
