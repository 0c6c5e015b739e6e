import { LookAgain } from './look-again.js';

/** Looks that end when the test says so. */
function heldLooks(): { look: () => Promise<void>; held: { end(): void; fail(): void }[] } {
  const held: { end(): void; fail(): void }[] = [];
  const look = (): Promise<void> =>
    new Promise((resolve, reject) =>
      held.push({ end: resolve, fail: () => reject(new Error('no database')) }),
    );
  return { look, held };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('SE-02 a wake during a look makes it look once more, however many there were', async () => {
  const { look, held } = heldLooks();
  const again = new LookAgain(look, () => undefined);
  const first = again.ask();
  let isOver = false;
  void again.ask().then(() => (isOver = true));
  void again.ask();
  expect(held).toHaveLength(1);
  held[0]?.end();
  await settle();
  expect(held).toHaveLength(2);
  expect(isOver).toBe(false);
  held[1]?.end();
  await first;
  await settle();
  expect([held.length, isOver]).toEqual([2, true]);
});

test('a look that failed is told, and does not hold up the next one', async () => {
  const { look, held } = heldLooks();
  const told: unknown[] = [];
  const again = new LookAgain(look, (error) => told.push(error));
  const first = again.ask();
  held[0]?.fail();
  await first;
  expect(told).toEqual([new Error('no database')]);
  const second = again.ask();
  expect(held).toHaveLength(2);
  held[1]?.end();
  await second;
  await again.idle();
});
