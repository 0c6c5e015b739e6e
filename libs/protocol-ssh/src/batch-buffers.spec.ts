import { batchBytes, giveBack, joinPieces } from './batch-buffers.js';

const piece = (fill: string): Buffer => Buffer.alloc(20_000, fill);

describe('batch buffers', () => {
  it('gives the pieces in order, and no byte of what lay in the buffer before', () => {
    const long = joinPieces([Buffer.alloc(100_000, 'x'), piece('y')], 120_000);
    giveBack(long);
    const next = joinPieces([piece('a'), piece('b')], 40_000);
    expect(next.buffer).toBe(long.buffer);
    expect(next.equals(Buffer.concat([piece('a'), piece('b')]))).toBe(true);
    giveBack(next);
  });

  it('never lends a buffer to two at a time', () => {
    const one = joinPieces([piece('a'), piece('b')], 40_000);
    giveBack(one);
    // Twice by mistake: it is nobody's any more.
    giveBack(one);
    const two = joinPieces([piece('c'), piece('d')], 40_000);
    const three = joinPieces([piece('e'), piece('f')], 40_000);
    expect(three.buffer).not.toBe(two.buffer);
  });

  it('leaves alone what it did not lend', () => {
    const foreign = Buffer.alloc(batchBytes);
    giveBack(foreign);
    expect(joinPieces([piece('a'), piece('b')], 40_000).buffer).not.toBe(foreign.buffer);
    expect(joinPieces([Buffer.from('a'), Buffer.from('b')], 2).toString()).toBe('ab');
  });
});
