import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ContentDigest, ReorderBudget } from './content-digest.js';

describe('ContentDigest', () => {
  it('is that of the whole, in whatever order pieces come within the budget', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 10 }),
        fc.infiniteStream(fc.nat(1000)),
        (parts, picks) => {
          let at = 0n;
          const left = parts.map((part) => {
            const piece = { offset: at, bytes: Buffer.from(part) };
            at += BigInt(part.length);
            return piece;
          });
          const digest = new ContentDigest(new ReorderBudget(10_000));
          while (left.length > 0) {
            const [piece] = left.splice(picks.next().value % left.length, 1);
            digest.feed(piece!.offset, piece!.bytes);
          }
          const whole = Buffer.concat(parts.map((part) => Buffer.from(part)));
          expect(digest.finish()).toEqual({ sha256: createHash('sha256').update(whole).digest('hex') });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives up, and gives back what it held, when too much waits or something comes twice', () => {
    const budget = new ReorderBudget(10);
    const first = new ContentDigest(budget);
    first.feed(5n, Buffer.alloc(8));
    const second = new ContentDigest(budget);
    second.feed(5n, Buffer.alloc(8));
    expect(second.finish()).toEqual({ sha256: null, why: 'too much came out of order' });
    first.feed(0n, Buffer.alloc(6));
    expect(first.finish()).toEqual({ sha256: null, why: 'a part came twice' });
    expect(budget.take(10)).toBe(true);
  });
});
