import * as fc from 'fast-check';
import { keysymOf, keysyms } from './keysym-of.js';
import { typedSince } from './typed-since.js';

describe('what an on-screen keyboard typed', () => {
  it('is what was added, what was erased, or a word in place of another', () => {
    expect(typedSince('__', '__a')).toEqual({ erased: 0, added: ['a'] });
    expect(typedSince('__', '_')).toEqual({ erased: 1, added: [] });
    expect(typedSince('__teh', '__the ')).toEqual({ erased: 2, added: ['h', 'e', ' '] });
    expect(typedSince('__', '__')).toEqual({ erased: 0, added: [] });
  });

  it('counts a character beyond the first plane as one', () => {
    expect(typedSince('_😀', '_😀😁')).toEqual({ erased: 0, added: ['😁'] });
    expect(typedSince('_😀', '_')).toEqual({ erased: 1, added: [] });
  });

  it('leads from the one to the other, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const { erased, added } = typedSince(before, after);
        const kept = [...before].slice(0, [...before].length - erased);
        expect([...kept, ...added].join('')).toBe(after);
      }),
    );
  });
});

describe('the keysym of a character', () => {
  it.each([
    ['a', 0x61],
    ['ß', 0xdf],
    ['€', 0x01_00_20_ac],
    ['😀', 0x01_01_f6_00],
    ['\n', keysyms.enter],
    ['\t', keysyms.tab],
  ])('of %j is %d', (character, keysym) => expect(keysymOf(character)).toBe(keysym));
});
