import { HalfOpenLimits, halfOpenRules } from './half-open-limits.js';
import { AuthorityWatch } from '../session-host/authority-watch.js';

test('PS-03 one neighbourhood cannot fill the door for somebody from elsewhere', () => {
  const limits = new HalfOpenLimits(() => 0);
  let admitted = 0;
  for (let count = 0; count < 10_000; count += 1)
    if (limits.admit(`wire-${count}`, `10.0.0.${count % 256}`)) admitted += 1;
  expect(admitted).toBe(halfOpenRules.mostPerNeighbourhood);
  expect(limits.admit('other', '192.0.2.7')).toBe(true);
});

test('PS-03 one IPv6 /48 cannot fill the door from all of its networks', () => {
  const limits = new HalfOpenLimits(() => 0);
  let admitted = 0;
  for (let count = 0; count < 10_000; count += 1)
    if (limits.admit(`wire-${count}`, `2001:db8:7:${(count % 1000).toString(16)}::1`)) admitted += 1;
  expect(admitted).toBe(halfOpenRules.mostPerSite);
  expect(limits.admit('other', '2001:db8:8::1')).toBe(true);
  expect(limits.admit('older', '192.0.2.7')).toBe(true);
  limits.settled('wire-0');
  expect(limits.admit('next', '2001:db8:7:fff::1')).toBe(true);
});

test('PS-02 a source with many failed tries is shut out for its penalty, on however many connections', () => {
  let now = 0;
  const limits = new HalfOpenLimits(() => now);
  for (let count = 0; count < halfOpenRules.failures; count += 1) limits.failedTry('192.0.2.7');
  expect(limits.admit('a', '192.0.2.7')).toBe(false);
  now = 30_000;
  expect(limits.admit('b', '192.0.2.7')).toBe(false);
  now = halfOpenRules.penaltyMs + 1;
  expect(limits.admit('c', '192.0.2.7')).toBe(true);
  expect(limits.admit('d', '192.0.2.8')).toBe(true);
});

test('PS-02 an IPv6 neighbourhood is one source, whichever of its addresses a try comes from', () => {
  const limits = new HalfOpenLimits(() => 0);
  for (let count = 1; count <= halfOpenRules.failures; count += 1) limits.failedTry(`2001:db8:0:7::${count}`);
  expect(limits.admit('a', '2001:db8:0:7:aaaa::1')).toBe(false);
  expect(limits.admit('b', '2001:db8:0:8::1')).toBe(true);
});

test('a host without word from its control process starts nothing after 10 s and runs nothing after 15 s', () => {
  let now = 0;
  const watch = new AuthorityWatch({ monotonicMs: () => now });
  watch.heard(0);
  now = 10_000;
  expect([watch.mayStart(), watch.mayGoOn()]).toEqual([true, true]);
  now = 10_001;
  expect([watch.mayStart(), watch.mayGoOn()]).toEqual([false, true]);
  now = 15_001;
  expect(watch.mayGoOn()).toBe(false);
  // A living control process that cannot read the database is no authority either.
  watch.heard(14_000);
  now += 1_001;
  expect(watch.mayGoOn()).toBe(false);
});

test('PS-02 a penalty holds for a whole IPv6 subscriber, and forgives keys that were no guesses', () => {
  const limits = new HalfOpenLimits(() => 0);
  for (let count = 0; count < halfOpenRules.failures; count += 1)
    limits.failedTry(`2001:db8:1:2::${count.toString(16)}`);
  expect(limits.admit('a', '2001:db8:1:2:ffff::1')).toBe(false);
  expect(limits.admit('b', '2001:db8:1:3::1')).toBe(true);
  for (let round = 0; round < 10; round += 1) {
    for (let key = 0; key < 5; key += 1) limits.failedTry('192.0.2.9');
    limits.forgive('192.0.2.9', 5);
  }
  expect(limits.admit('c', '192.0.2.9')).toBe(true);
});
