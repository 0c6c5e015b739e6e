import * as fc from 'fast-check';
import {
  activityHeights,
  afterIdle,
  heaped,
  idleTotal,
  keyframeBefore,
  neighbour,
  shareAt,
  ticks,
} from './timeline-maths.js';

describe('seeking', () => {
  it('starts from the last whole picture at or before the place', () => {
    expect(keyframeBefore([0, 30_000, 60_000], 59_999)).toBe(30_000);
    expect(keyframeBefore([0, 30_000, 60_000], 60_000)).toBe(60_000);
    expect(keyframeBefore([5000], 4000)).toBe(0);
    expect(keyframeBefore([], 4000)).toBe(0);
  });

  it('never starts after the place', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000)), fc.nat(100_000), (keyframes, at) => {
        expect(keyframeBefore(keyframes, at)).toBeLessThanOrEqual(at);
      }),
    );
  });
});

describe('skipping idle', () => {
  const idle = [
    { fromMs: 10_000, untilMs: 70_000 },
    { fromMs: 80_000, untilMs: 80_500 },
  ];

  it('jumps to shortly before the idle ends', () => {
    expect(afterIdle(idle, 20_000)).toBe(69_600);
  });

  it('leaves the edges, what is too short, and everything else', () => {
    expect(afterIdle(idle, 10_100)).toBe(10_100);
    expect(afterIdle(idle, 80_250)).toBe(80_250);
    expect(afterIdle(idle, 75_000)).toBe(75_000);
  });

  it('never goes back', () => {
    fc.assert(fc.property(fc.nat(100_000), (at) => expect(afterIdle(idle, at)).toBeGreaterThanOrEqual(at)));
  });

  it('sums what it would skip', () => {
    expect(idleTotal(idle)).toBe(60_500);
  });
});

describe('marks', () => {
  it('finds the next and the one before, not the one it stands on', () => {
    const marks = [30_000, 10_000, 20_000];
    expect(neighbour(marks, 10_000, 1)).toBe(20_000);
    expect(neighbour(marks, 20_300, -1)).toBe(10_000);
    expect(neighbour(marks, 30_000, 1)).toBeNull();
    expect(neighbour(marks, 10_000, -1)).toBeNull();
  });

  it('heaps those that would cover each other and keeps every one of them', () => {
    const marks = [{ atMs: 0 }, { atMs: 500 }, { atMs: 50_000 }];
    expect(heaped(marks, 100_000).map((heap) => heap.length)).toEqual([2, 1]);
  });
});

describe('the picture of a recording', () => {
  it('draws any output at all, and nothing where there was none', () => {
    const heights = activityHeights([0, 1, 10_000]);
    expect(heights[0]).toBe(0);
    expect(heights[1]).toBeGreaterThan(0.05);
    expect(heights[2]).toBe(1);
    expect(activityHeights([0, 0])).toEqual([0, 0]);
  });

  it('puts round clock times of the plant below it, at most as many as fit', () => {
    const start = Date.parse('2026-11-19T13:05:00.000Z');
    const { step, ticks: found } = ticks(start, 71 * 60_000, 60);
    expect(step).toBe(600_000);
    expect(found.map(({ atMs }) => new Date(start + atMs).toISOString().slice(11, 16))).toEqual([
      '13:10',
      '13:20',
      '13:30',
      '13:40',
      '13:50',
      '14:00',
      '14:10',
    ]);
  });

  it('keeps shares inside, also of an empty recording', () => {
    expect(shareAt(5, 0)).toBe(0);
    expect(shareAt(-5, 10)).toBe(0);
    expect(shareAt(15, 10)).toBe(1);
  });
});
