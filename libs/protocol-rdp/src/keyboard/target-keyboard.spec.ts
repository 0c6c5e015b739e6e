import { layoutFor } from './layout-for.js';
import { ReadBack } from './testing/read-back.js';

const [english, german] = [layoutFor(0x0409), layoutFor(0x0407)];
const [shift, rightShift, control, alt, rightAlt, levelThree] = [
  0xffe1, 0xffe2, 0xffe3, 0xffe9, 0xffea, 0xfe03,
];

describe('a keyboard at a target', () => {
  it('holds the key that a viewer holds where it gives the same there', () => {
    const session = new ReadBack(english);
    session.keyboard.key({ down: true, keysym: 0x61, scancode: 0x1e });
    expect(session.down).toEqual([0x1e]);
    session.keyboard.key({ down: false, keysym: 0x61, scancode: 0x1e });
    expect(session.down).toEqual([]);
  });

  it('types what is on the keys of one layout into a session of another', () => {
    const session = new ReadBack(english);
    // A German keyboard: z is where English has y, and the other way round.
    session.type('z', 0x15);
    session.type('y', 0x2c);
    session.holding(shift, 0x2a, () => {
      session.type('"', 0x03);
      session.type('/', 0x08);
    });
    session.holding(levelThree, 0xb8, () => {
      session.type('@', 0x10);
      session.type('{', 0x08);
    });
    expect(session.text).toBe('zy"/@{');
    // English has no AltGr: alone, an Alt going down and up would open a menu.
    expect(session.pressed).not.toContain(0xb8);
    expect(session.down).toEqual([]);
  });

  it('leaves Shift and AltGr as they were held', () => {
    const session = new ReadBack(german);
    session.holding(rightShift, 0x36, () => {
      session.type('@');
      expect(session.down).toEqual([0x36]);
      session.type('a');
      session.type('A', 0x1e);
    });
    session.holding(levelThree, 0xb8, () => {
      session.type('x');
      expect(session.down).toEqual([0xb8]);
      session.type('@', 0x10);
    });
    expect(session.text).toBe('@aAx@');
  });

  it('types capitals that Caps Lock made for the viewer', () => {
    const session = new ReadBack(english);
    session.tap(0xffe5, 0x3a);
    session.type('A', 0x1e);
    expect(session.text).toBe('A');
    expect(session.pressed).toEqual([0x2a, 0x1e]);
  });

  it('says a character by itself where it has no key and the target takes that', () => {
    const session = new ReadBack(english, true);
    session.holding(shift, 0x2a, () => {
      for (const character of 'Ä€š😀') expect(session.type(character, 0x28)).toBe(true);
    });
    expect(session.text).toBe('Ä€š😀');
    expect(session.down).toEqual([]);
  });

  it('puts the accent of a dead key on the next character', () => {
    const session = new ReadBack(german);
    for (const letter of 'e x') {
      expect(session.tap(0xfe52, 0x29)).toBe(true);
      expect(session.type(letter)).toBe(true);
    }
    session.tap(0xfe50);
    session.tap(0xff0d, 0x1c);
    session.type('a');
    expect(session.text).toBe('ê^^xa');
  });

  it('presses nothing for keys of which a viewer only says where they are, if they could give a character', () => {
    const session = new ReadBack(english);
    // A browser's dead key; a letter of a script that is not known here.
    expect(session.tap(0, 0x0d)).toBe(true);
    expect(session.tap(0x05c7, 0x23)).toBe(false);
    // Without Num Lock the middle of the pad means nothing; with it, it is a digit.
    expect(session.tap(0xff9d, 0x4c)).toBe(false);
    expect(session.tap(0x1008_ff12, 0xa0)).toBe(true);
    expect(session.pressed).toEqual([0xa0]);
  });

  it.each([0x100, 0xe05b, 0xffff, 0x80, 0])('takes the place %i for none', (scancode) => {
    const session = new ReadBack(english);
    session.type('a', scancode);
    expect(session.pressed).toEqual([0x1e]);
  });

  it('gives a command by what its key means', () => {
    const session = new ReadBack(english);
    session.holding(control, 0x1d, () => {
      // Where German has z, English has y.
      session.type('z', 0x15);
      session.type('Z');
      // Plus is shifted in English; without Shift, Ctrl and the key beside it would be another command.
      session.type('+', 0x1b);
    });
    expect(session.pressed).toEqual([0x1d, 0x2c, 0x2c, 0x2a, 0x0d]);
    expect(session.down).toEqual([]);
  });

  it('gives a command by where its key is, where no key means it', () => {
    const session = new ReadBack(english);
    session.holding(alt, 0x38, () => {
      expect(session.type('ü', 0x1a)).toBe(true);
      // A dead key is one, too.
      expect(session.tap(0xfe52, 0x29)).toBe(true);
      // Never without Alt.
      expect(session.type('ü')).toBe(false);
    });
    expect(session.pressed).toEqual([0x38, 0x1a, 0x29]);
  });

  it('keeps Alt what it is on both sides of the space bar', () => {
    const [session, other] = [new ReadBack(german), new ReadBack(english)];
    session.holding(rightAlt, 0xb8, () => session.type('f', 0x21));
    expect(session.pressed).toEqual([0x38, 0x21]);
    other.holding(rightAlt, 0xb8, () => other.type('f', 0x21));
    expect(other.pressed).toEqual([0xb8, 0x21]);
  });

  it('presses named keys where they are, whatever place a viewer says', () => {
    const session = new ReadBack(german);
    for (const [keysym, code] of [
      [0xff0d, 0x1c],
      [0xffff, 0xd3],
      [0xff61, 0xb7],
      [0xff15, 0x54],
      [0xff6b, 0xc6],
      [0xffeb, 0xdb],
      [0xff67, 0xdd],
      [0xffc9, 0x58],
      [0xffca, 0x64],
      [0xff8d, 0x9c],
      [0xff97, 0xc8],
    ] as const) {
      session.tap(keysym, 0x3a);
      expect(session.pressed.at(-1)).toBe(code);
    }
  });

  it('presses the number pad for what it gives on every keyboard, and types the rest', () => {
    const session = new ReadBack(german);
    for (const keysym of [0xffb1, 0xffac, 0xffb5, 0xffae, 0xffaf]) session.tap(keysym);
    session.type('7', 0x47);
    // A place on the pad is no reason to press it for something else.
    session.type('8', 0x47);
    session.holding(shift, 0x2a, () => session.tap(0xffb9, 0x49));
    expect(session.text).toBe('1,5./789');
    expect(session.pressed).not.toContain(0x53);
    expect(session.down).toEqual([]);
  });

  it('forwards no lock key', () => {
    const session = new ReadBack(english);
    for (const [keysym, scancode] of [
      [0xffe5, 0x3a],
      [0xff7f, 0x45],
      [0xff14, 0x46],
      [0xff7f, null],
      [0xffe6, 0x2a],
      [0, 0x3a],
      [0x1234_5678, 0x45],
    ] as const)
      expect(session.tap(keysym, scancode)).toBe(true);
    session.holding(control, 0x1d, () => session.tap(0, 0x45));
    expect(session.pressed).toEqual([0x1d]);
  });

  it('presses Pause as the code of three bytes it has', () => {
    const session = new ReadBack(english);
    session.tap(0xff13, 0xc6);
    const key = { kind: 'scancode', isExtended: false };
    expect(session.events).toEqual([
      { ...key, code: 0x1d, isExtended1: true, isReleased: false },
      { ...key, code: 0x45, isExtended1: false, isReleased: false },
      { ...key, code: 0x1d, isExtended1: true, isReleased: true },
      { ...key, code: 0x45, isExtended1: false, isReleased: true },
    ]);
  });

  it('lifts a key that comes up as another case of its letter', () => {
    const session = new ReadBack(english);
    session.keyboard.key({ down: true, keysym: control, scancode: null });
    session.keyboard.key({ down: true, keysym: 0x5a, scancode: null });
    session.keyboard.key({ down: false, keysym: 0x7a, scancode: null });
    expect(session.down).toEqual([0x1d]);
  });

  it('holds no more keys than it remembers', () => {
    const session = new ReadBack(english);
    for (let scancode = 1; scancode <= 0xff; scancode += 1)
      session.keyboard.key({ down: true, keysym: 0x61, scancode });
    for (let at = 0; at < 200; at += 1)
      session.keyboard.key({ down: true, keysym: 0xffbe + (at % 10), scancode: 1 + at });
    session.keyboard.releaseAll();
    expect(session.down).toEqual([]);
  });
});
