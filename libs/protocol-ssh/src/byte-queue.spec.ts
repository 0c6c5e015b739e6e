import fc from 'fast-check';
import { ByteQueue } from './byte-queue.js';

describe('ByteQueue', () => {
  it('gives what was put, in order, never more than asked for', () => {
    const sizes = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 4_000, max: 40_000 }));
    fc.assert(
      fc.property(fc.array(fc.record({ put: sizes, take: sizes }), { maxLength: 60 }), (steps) => {
        const queue = new ByteQueue();
        const put: Buffer[] = [];
        const taken: Buffer[] = [];
        let next = 0;
        for (const step of steps) {
          const bytes = Buffer.from(Array.from({ length: step.put }, () => (next += 7) % 251));
          put.push(Buffer.from(bytes));
          queue.put(bytes);
          const most = Math.max(1, step.take);
          const piece = queue.take(most);
          if (piece === null) expect(queue.size).toBe(0);
          else {
            expect(piece.length).toBeGreaterThan(0);
            expect(piece.length).toBeLessThanOrEqual(most);
            taken.push(Buffer.from(piece));
          }
        }
        for (let rest = queue.take(1_000); rest !== null; rest = queue.take(1_000)) taken.push(rest);
        expect(queue.size).toBe(0);
        expect(Buffer.concat(taken).equals(Buffer.concat(put))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('holds a megabyte of single bytes in about a megabyte', () => {
    const queue = new ByteQueue();
    const single = Buffer.from('x');
    queue.put(single);
    for (let count = 1; count < 1 << 20; count += 1) queue.put(single);
    expect(queue.size).toBe(1 << 20);
    const { pieces } = queue as unknown as { pieces: Buffer[] };
    expect(pieces.length).toBeLessThan(64);
  });
});
