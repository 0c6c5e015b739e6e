import * as fc from 'fast-check';
import { shorterSlots } from './shorter-slots.js';

const asked = { opensAt: '2026-11-19T13:00:00.000Z', closesAt: '2026-11-19T14:30:00.000Z' };

describe('shorter time slots', () => {
  it('offers the asked one first and then round lengths from the same start', () => {
    const ends = shorterSlots(asked, Date.parse('2026-11-19T12:00:00.000Z')).map(({ closesAt }) =>
      closesAt.slice(11, 16),
    );
    expect(ends).toEqual(['14:30', '14:00', '13:45', '13:30', '13:15']);
  });

  it('counts from now when the slot already runs', () => {
    const ends = shorterSlots(asked, Date.parse('2026-11-19T14:00:00.000Z')).map(({ closesAt }) =>
      closesAt.slice(11, 16),
    );
    expect(ends).toEqual(['14:30', '14:15']);
  });

  it('never offers more than was asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), (minutes) => {
        const now = Date.parse(asked.opensAt) + minutes * 60_000;
        for (const slot of shorterSlots(asked, now)) {
          expect(slot.opensAt).toBe(asked.opensAt);
          expect(slot.closesAt <= asked.closesAt).toBe(true);
        }
      }),
    );
  });
});
