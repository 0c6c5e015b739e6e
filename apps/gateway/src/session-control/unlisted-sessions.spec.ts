import { newId } from '@gatehouse/kernel';
import { UnlistedSessions } from './unlisted-sessions.js';

const nobody = new Set<string>();

test('a session no host lists for fifteen seconds is lost, once', () => {
  const unlisted = new UnlistedSessions();
  const id = newId('ses');
  expect(unlisted.look([id], nobody, 0)).toEqual([]);
  expect(unlisted.look([id], nobody, 14_999)).toEqual([]);
  expect(unlisted.look([id], nobody, 15_000)).toEqual([id]);
  expect(unlisted.look([], nobody, 15_001)).toEqual([]);
});

test('being listed in between starts the wait anew', () => {
  const unlisted = new UnlistedSessions();
  const id = newId('ses');
  unlisted.look([id], nobody, 0);
  unlisted.look([id], new Set([id]), 10_000);
  expect(unlisted.look([id], nobody, 16_000)).toEqual([]);
  expect(unlisted.look([id], nobody, 31_000)).toEqual([id]);
});
