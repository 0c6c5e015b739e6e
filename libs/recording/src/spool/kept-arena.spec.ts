import { KeptArena } from './kept-arena.js';

describe('KeptArena', () => {
  it('gives every record of a slice bytes of its own, and the same ones to the next slice', () => {
    const arena = new KeptArena();
    arena.begin();
    const one = arena.take(300_000).fill(1);
    const two = arena.take(300_000).fill(2);
    arena.end();
    expect([one.every((byte) => byte === 1), two.every((byte) => byte === 2)]).toEqual([true, true]);
    arena.begin();
    expect(arena.take(10).buffer === one.buffer).toBe(true);
    arena.end();
  });

  it('gives what does not fit memory of its own', () => {
    const arena = new KeptArena();
    arena.begin();
    const fitting = arena.take(1 << 20);
    const large = arena.take(9 << 20);
    expect([large.length, large.buffer === fitting.buffer]).toEqual([9 << 20, false]);
    arena.end();
  });

  it('leaves its memory to another when a slice took none, and never to two at a time', () => {
    const [one, two] = [new KeptArena(), new KeptArena()];
    for (const arena of [one, two]) arena.begin();
    const first = one.take(10);
    expect(two.take(10).buffer === first.buffer).toBe(false);
    for (const arena of [one, two]) arena.end();
    one.begin();
    one.end();
    const third = new KeptArena();
    third.begin();
    expect(third.take(10).buffer === first.buffer).toBe(true);
    third.end();
  });
});
