import { bodyOf, clockTime, emptyDraft, slotOf, toggleTarget } from './request-draft.js';

const berlin = 'Europe/Berlin';
const ssh = ['ssh'] as const;
const now = Date.parse('2026-11-19T12:50:00.000Z');
const id = 'tgt_00000000000000000000000000';
const whole = {
  ...emptyDraft(berlin, now),
  targetIds: [id],
  purpose: 'Adjust the vacuum setpoints.',
  plannedChange: false,
};

describe('a typed time', () => {
  it.each([
    ['14', '14:00'],
    ['1400', '14:00'],
    ['9.30', '09:30'],
    [' 14:05 ', '14:05'],
    ['24:00', null],
    ['14:60', null],
    ['noon', null],
    ['', null],
  ])('%j reads as %j', (typed, time) => expect(clockTime(typed)).toBe(time));
});

describe('a draft', () => {
  it('begins at the next quarter of an hour, plant time', () => {
    expect(emptyDraft(berlin, now)).toMatchObject({ date: '2026-11-19', from: '14:00', until: '15:30' });
  });

  it('ends on the next day when the end is before the start', () => {
    const slot = slotOf({ ...whole, from: '22:30', until: '00:30' }, berlin);
    expect(slot).toMatchObject({
      overMidnight: true,
      window: { opensAt: '2026-11-19T21:30:00.000Z', closesAt: '2026-11-19T23:30:00.000Z' },
    });
  });

  it('refuses a time the clocks skip', () => {
    expect(slotOf({ ...whole, date: '2026-03-29', from: '02:30', until: '04:00' }, berlin)).toEqual({
      problem: 'gap-time',
    });
  });

  it('is sent only when nothing is missing; the program question has no answer beforehand', () => {
    expect(bodyOf(whole, berlin, ssh)).not.toBeNull();
    expect(bodyOf({ ...whole, plannedChange: null }, berlin, ssh)).toBeNull();
    expect(bodyOf({ ...whole, purpose: '  ' }, berlin, ssh)).toBeNull();
    expect(bodyOf({ ...whole, targetIds: [] }, berlin, ssh)).toBeNull();
    expect(bodyOf({ ...whole, rights: {} }, berlin, ssh)).toBeNull();
    expect(bodyOf({ ...whole, rights: { shell: '', forward: 'plc' } }, berlin, ssh)).toBeNull();
  });

  it('can be tried before the purpose is written', () => {
    expect(bodyOf({ ...whole, purpose: '', plannedChange: null }, berlin, ssh, true)).not.toBeNull();
  });

  it('keeps machines of one site together', () => {
    const at = (targetId: string, siteId: string) => ({
      id: targetId,
      handle: 'x',
      protocol: 'ssh' as const,
      asset: { tag: 'T', name: 'N', location: '', criticality: 'low' as const },
      site: { id: siteId, name: siteId, timeZone: berlin },
      identity: 'pinned' as const,
      weakAlgorithms: null,
    });
    const all = [at('a', 'kassel'), at('b', 'kassel'), at('c', 'lille')] as const;
    expect(toggleTarget({ ...whole, targetIds: ['a'] }, all[1], all)).toEqual(['a', 'b']);
    expect(toggleTarget({ ...whole, targetIds: ['a', 'b'] }, all[2], all)).toEqual(['c']);
    expect(toggleTarget({ ...whole, targetIds: ['a', 'b'] }, all[0], all)).toEqual(['b']);
  });
});
