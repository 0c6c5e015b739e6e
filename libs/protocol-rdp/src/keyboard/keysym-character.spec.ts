import { characterOf, keysymOf } from './keysym-character.js';

describe('keysyms of characters', () => {
  it('are the characters themselves in Latin-1, and marked code points beyond', () => {
    expect(characterOf(0x61)).toBe('a');
    expect(characterOf(0xfc)).toBe('ü');
    expect(characterOf(0x0100_0161)).toBe('š');
    expect(characterOf(0x0101_f600)).toBe('😀');
    for (const character of 'aü€š😀') expect(characterOf(keysymOf(character) ?? 0)).toBe(character);
  });

  // As X11's keysymdef.h has them. Browsers' viewers send these for every character that has one.
  it.each([
    [0x01b9, 'š'],
    [0x01b3, 'ł'],
    [0x03bd, 'Ŋ'],
    [0x06a1, 'ђ'],
    [0x06a6, 'і'],
    [0x06b0, '№'],
    [0x06bf, 'Џ'],
    [0x06c1, 'а'],
    [0x06df, 'ъ'],
    [0x06ff, 'Ъ'],
    [0x07a1, 'Ά'],
    [0x07b6, 'ΐ'],
    [0x07bb, 'ώ'],
    [0x07d2, 'Σ'],
    [0x07d9, 'Ω'],
    [0x07e1, 'α'],
    [0x07f2, 'σ'],
    [0x07f3, 'ς'],
    [0x07f9, 'ω'],
    [0x08fe, '↓'],
    [0x0aa9, '—'],
    [0x0ad3, '”'],
    [0x0ae6, '•'],
    [0x13bd, 'œ'],
    [0x20ac, '€'],
  ])('%i is %s', (keysym, character) => {
    expect(characterOf(keysym)).toBe(character);
  });

  it.each([
    0,
    0x0a,
    0x7f,
    0x9f,
    0x07a6,
    0x07d3,
    0x07ff + 1,
    0xff0d,
    0xfe51,
    0x0100_001b,
    0x0100_0085,
    0x0100_d800,
    0x0111_0000,
  ])('%i is none', (keysym) => {
    expect(characterOf(keysym)).toBeNull();
  });

  it('are none for control characters and halves of characters', () => {
    for (const character of ['\n', '\x7f', '\ud83d']) expect(keysymOf(character)).toBeNull();
  });
});
