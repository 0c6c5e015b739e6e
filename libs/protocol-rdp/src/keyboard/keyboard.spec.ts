import type { KeyEvent } from '@gatehouse/screen';
import type { InputEvent } from '../wire/input/input-event.js';
import { ClientKeyboard } from './client-keyboard.js';
import { keysymOf } from './keysym-character.js';
import { knownLayouts, layoutFor } from './layout-for.js';
import { TargetKeyboard } from './target-keyboard.js';

const [english, german] = [layoutFor(0x0409), layoutFor(0x0407)];
const [shift, rightAlt, control] = [0x2a, 0xb8, 0x1d];
const keysyms: Readonly<Record<number, number>> = { [shift]: 0xffe1, [rightAlt]: 0xfe03, [control]: 0xffe3 };

/** A target's keyboard and what a session of that layout would read from it. */
class Session {
  readonly events: InputEvent[] = [];
  readonly keyboard: TargetKeyboard;
  private readonly reader: ClientKeyboard;
  text = '';

  constructor(layout = english, takesUnicode = false) {
    this.reader = new ClientKeyboard(layout);
    this.keyboard = new TargetKeyboard({
      layout,
      takesUnicode,
      send: (events) => {
        this.events.push(...events);
        for (const event of events) {
          if (event.kind !== 'scancode' && event.kind !== 'unicode') continue;
          for (const { down, keysym } of this.reader.take(event))
            if (down && keysym < 0xfe00) this.text += String.fromCodePoint(keysym);
            else if (down && keysym > 0x0100_0000) this.text += String.fromCodePoint(keysym - 0x0100_0000);
        }
      },
    });
  }

  /** Types one character as a viewer does; without a place on a keyboard unless one is given. */
  type(character: string, scancode: number | null = null): boolean {
    const keysym = keysymOf(character);
    const isTyped = this.keyboard.key({ down: true, keysym, scancode });
    this.keyboard.key({ down: false, keysym, scancode });
    return isTyped;
  }

  hold(scancode: number, down = true): void {
    this.keyboard.key({ down, keysym: keysyms[scancode] ?? 0, scancode });
  }

  /** Places that are down at the target. */
  get down(): number[] {
    const held = new Set<number>();
    for (const event of this.events)
      if (event.kind === 'scancode' && !event.isExtended1) {
        const place = event.code | (event.isExtended ? 0x80 : 0);
        if (event.isReleased) held.delete(place);
        else held.add(place);
      }
    return [...held];
  }
}

describe('a keyboard at a target', () => {
  it.each(knownLayouts)('types every character of the layout %i as itself', (id) => {
    const session = new Session(layoutFor(id));
    const wanted = layoutFor(id).typable.join('');
    for (const character of wanted) expect([character, session.type(character)]).toEqual([character, true]);
    expect(session.text).toBe(wanted);
    expect(session.down).toEqual([]);
  });

  it('types what is on the keys of one layout into a session of another', () => {
    const session = new Session(english);
    // A German keyboard: z is where English has y, and the other way round.
    session.type('z', 0x15);
    session.type('y', 0x2c);
    session.hold(shift);
    session.type('"', 0x03);
    session.type('/', 0x08);
    session.hold(shift, false);
    session.hold(rightAlt);
    session.type('@', 0x10);
    session.type('{', 0x08);
    session.hold(rightAlt, false);
    expect(session.text).toBe('zy"/@{');
    expect(session.down).toEqual([]);
  });

  it('types accents and letters with accents through dead keys', () => {
    const session = new Session(german);
    for (const character of '^`´éÂ') expect(session.type(character)).toBe(true);
    expect(session.text).toBe('^`´éÂ');
  });

  it('types no other character where one is not on its keyboard', () => {
    const session = new Session(english);
    expect(session.type('ä', 0x28)).toBe(false);
    expect(session.type('€', 0x12)).toBe(false);
    expect(session.events).toEqual([]);
  });

  it('says such a character by itself where the target takes that', () => {
    const session = new Session(english, true);
    session.hold(shift);
    for (const character of 'Ä€š😀') expect(session.type(character)).toBe(true);
    session.hold(shift, false);
    expect(session.text).toBe('Ä€š😀');
    expect(session.down).toEqual([]);
  });

  it('reads the keysyms that a browser sends for letters of eastern Europe', () => {
    const session = new Session(english, true);
    // š, ł, œ as X11 knew them before Unicode.
    for (const keysym of [0x01b9, 0x01b3, 0x13bd])
      session.keyboard.key({ down: true, keysym, scancode: null });
    expect(session.text).toBe('šłœ');
  });

  it('gives a command by what its key means', () => {
    const session = new Session(english);
    session.hold(control);
    session.type('z', 0x15);
    expect(session.events).toContainEqual({
      ...{ kind: 'scancode', code: 0x2c, isExtended: false, isExtended1: false, isReleased: false },
    });
  });

  it('forwards no lock key, and Pause as the code of three bytes it has', () => {
    const session = new Session();
    for (const keysym of [0xffe5, 0xff7f, 0xff14])
      session.keyboard.key({ down: true, keysym, scancode: null });
    expect(session.events).toEqual([]);
    session.keyboard.key({ down: true, keysym: 0xff13, scancode: 0xc6 });
    expect(session.events.map((event) => event.kind === 'scancode' && event.code)).toEqual([
      0x1d, 0x45, 0x1d, 0x45,
    ]);
  });

  it('leaves nothing down, whatever was pressed, after everything is released', () => {
    let seed = 20_261_125;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let round = 0; round < 200; round += 1) {
      const session = new Session(layoutFor(knownLayouts[next(knownLayouts.length)] ?? 0), next(2) === 0);
      for (let step = 0; step < 40; step += 1) {
        const keysym =
          [0xffe1, 0xffe3, 0xfe03, 0xff0d, 0xffb7, 0x20 + next(0x60), 0xa0 + next(0x60)][next(7)] ?? 0;
        session.keyboard.key({ down: next(3) > 0, keysym, scancode: next(2) === 0 ? null : 1 + next(0xdf) });
      }
      session.keyboard.releaseAll();
      expect(session.down).toEqual([]);
    }
  });
});

describe('the keyboard of a native client', () => {
  const press = (code: number, isExtended = false): InputEvent & { kind: 'scancode' } => ({
    ...{ kind: 'scancode', code, isExtended, isExtended1: false, isReleased: false },
  });
  const lift = (code: number, isExtended = false): InputEvent & { kind: 'scancode' } => ({
    ...press(code, isExtended),
    isReleased: true,
  });
  const meaning = (events: readonly KeyEvent[]): string[] =>
    events.map(({ down, keysym }) => `${down ? '+' : '-'}${keysym.toString(16)}`);

  it('means what stands on its keys', () => {
    const keyboard = new ClientKeyboard(german);
    expect(meaning([...keyboard.take(press(0x15)), ...keyboard.take(lift(0x15))])).toEqual(['+7a', '-7a']);
    keyboard.take(press(shift));
    expect(meaning(keyboard.take(press(0x08)))).toEqual(['+2f']);
    // Lifted as what it went down as, though Shift went before it.
    keyboard.take(lift(shift));
    expect(meaning(keyboard.take(lift(0x08)))).toEqual(['-2f']);
  });

  it('takes AltGr for itself when the client sends a Ctrl before it', () => {
    const keyboard = new ClientKeyboard(german);
    keyboard.take(press(control));
    expect(meaning(keyboard.take(press(0x38, true)))).toEqual(['-ffe3', '+fe03']);
    expect(meaning(keyboard.take(press(0x10)))).toEqual(['+40']);
  });

  it('composes dead keys, and keeps lock keys to itself', () => {
    const keyboard = new ClientKeyboard(german);
    expect(keyboard.take(press(0x0d))).toEqual([]);
    expect(meaning(keyboard.take(press(0x12)))).toEqual(['+e9', '-e9']);
    expect(keyboard.take(press(0x3a))).toEqual([]);
    expect(meaning(keyboard.take(press(0x1e)))).toEqual(['+41']);
    expect(meaning(keyboard.take(press(0x02)))).toEqual(['+31']);
  });

  it('lifts everything when it is told that all keys are up', () => {
    const keyboard = new ClientKeyboard(english);
    keyboard.take(press(control));
    keyboard.take(press(0x1e));
    expect(meaning(keyboard.take({ kind: 'synchronize', locks: 0 }))).toEqual(['-ffe3', '-61']);
    expect(meaning(keyboard.take(press(0x47)))).toEqual(['+ff95']);
  });

  it('reads Pause, halves of characters and single characters', () => {
    const keyboard = new ClientKeyboard(english);
    const pause = { ...press(0x1d), isExtended1: true };
    expect(meaning([...keyboard.take(pause), ...keyboard.take(press(0x45))])).toEqual(['+ff13']);
    const unit = (code: number): InputEvent & { kind: 'unicode' } => ({
      ...{ kind: 'unicode', unit: code, isReleased: false },
    });
    expect(keyboard.take(unit(0xd83d))).toEqual([]);
    expect(meaning(keyboard.take(unit(0xde00)))).toEqual(['+101f600', '-101f600']);
    expect(meaning(keyboard.take(unit(0x20ac)))).toEqual(['+20ac']);
  });
});
