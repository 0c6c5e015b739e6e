import { figure } from './figure.js';
import { median, percentile } from './statistics.js';

describe('figures', () => {
  it('takes percentiles by nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(samples, 0.99), median(samples), percentile([7], 0.99)]).toEqual([99, 50, 7]);
    expect(() => median([])).toThrow('no sample');
  });

  it.each([
    ['<= 1', 1, true],
    ['<= 1', 1.001, false],
    ['>= 0.6', 0.59, false],
    ['= 0', 0, true],
    ['= 0', 1, false],
  ])('judges the goal %s for %d', (goal, value, ok) => {
    expect(figure('speed', { id: 'x', what: '', unit: '', value, goal, rounds: 1, reference: '' }).ok).toBe(
      ok,
    );
  });
});
