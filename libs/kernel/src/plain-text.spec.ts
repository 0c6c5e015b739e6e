import fc from 'fast-check';
import { plainLine, plainLines } from './plain-text.js';

const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

test('nothing that a terminal obeys or that turns the direction of writing is left', () => {
  expect(plainLine('a\u001b]0;owned\u0007\u009b31m\u202ez')).toBe('a·]0;owned··31m·z');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plainLine(text)).not.toMatch(obeyed);
      expect(plainLines(text).replaceAll('\n', '')).not.toMatch(obeyed);
    }),
  );
});

test('letters of every script, and line breaks of our own, stay as they are', () => {
  expect(plainLine('Ľuboš Žák 机械 🔧')).toBe('Ľuboš Žák 机械 🔧');
  expect(plainLines('one\ntwo\r\n')).toBe('one\ntwo·\n');
});

test('length is bounded', () => {
  expect(plainLine('x'.repeat(10_000))).toHaveLength(500);
});
