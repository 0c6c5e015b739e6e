import type { KeyEvent } from '@gatehouse/screen';
import { lockFlags } from '../wire/input/input-event.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { ClientKeyboard } from './client-keyboard.js';
import { layoutFor } from './layout-for.js';

const [english, german, swiss] = [layoutFor(0x0409), layoutFor(0x0407), layoutFor(0x0807)];
const [shift, control, alt, capsLock, numLock] = [0x2a, 0x1d, 0x38, 0x3a, 0x45];

const press = (code: number, isExtended = false): InputEvent & { kind: 'scancode' } => ({
  ...{ kind: 'scancode', code, isExtended, isExtended1: false, isReleased: false },
});
const lift = (code: number, isExtended = false): InputEvent & { kind: 'scancode' } => ({
  ...press(code, isExtended),
  isReleased: true,
});
const unit = (code: number, isReleased = false): InputEvent & { kind: 'unicode' } => ({
  ...{ kind: 'unicode', unit: code, isReleased },
});
const meaning = (events: readonly KeyEvent[]): string[] =>
  events.map(({ down, keysym }) => `${down ? '+' : '-'}${keysym.toString(16)}`);
const tap = (keyboard: ClientKeyboard, code: number): string[] =>
  meaning([...keyboard.take(press(code)), ...keyboard.take(lift(code))]);

describe('the keyboard of a native client', () => {
  it('means what stands on its keys, and says where they are', () => {
    const keyboard = new ClientKeyboard(german);
    expect(keyboard.take(press(0x15))).toEqual([{ down: true, keysym: 0x7a, scancode: 0x15 }]);
    expect(keyboard.take(lift(0x15))).toEqual([{ down: false, keysym: 0x7a, scancode: 0x15 }]);
    expect(keyboard.take(press(0x48, true))).toEqual([{ down: true, keysym: 0xff52, scancode: 0xc8 }]);
  });

  it('lifts a key as what it went down as, though Shift went before it', () => {
    const keyboard = new ClientKeyboard(german);
    keyboard.take(press(shift));
    expect(meaning(keyboard.take(press(0x08)))).toEqual(['+2f']);
    keyboard.take(lift(shift));
    expect(meaning(keyboard.take(lift(0x08)))).toEqual(['-2f']);
    expect(keyboard.take(lift(0x08))).toEqual([]);
  });

  it('takes AltGr for itself when Windows sends a Ctrl before it, again and again', () => {
    const keyboard = new ClientKeyboard(german);
    keyboard.take(press(control));
    expect(meaning(keyboard.take(press(0x38, true)))).toEqual(['-ffe3', '+fe03']);
    expect(keyboard.take(press(control))).toEqual([]);
    expect(meaning(keyboard.take(press(0x38, true)))).toEqual(['+fe03']);
    expect(meaning(keyboard.take(press(0x10)))).toEqual(['+40']);
    expect(keyboard.take(lift(control))).toEqual([]);
    expect(meaning(keyboard.take(lift(0x38, true)))).toEqual(['-fe03']);
  });

  it('takes the right Alt key for Alt where the layout has no AltGr', () => {
    const keyboard = new ClientKeyboard(english);
    expect(meaning(keyboard.take(press(0x38, true)))).toEqual(['+ffea']);
    keyboard.take(press(shift));
    expect(tap(keyboard, 0x21)).toEqual(['+66', '-66']);
  });

  it('gives the key itself with Ctrl and Alt, dead ones too', () => {
    const keyboard = new ClientKeyboard(german);
    keyboard.take(press(alt));
    expect(tap(keyboard, 0x2c)).toEqual(['+79', '-79']);
    expect(tap(keyboard, 0x29)).toEqual(['+5e', '-5e']);
  });

  it('composes dead keys', () => {
    const keyboard = new ClientKeyboard(german);
    expect(tap(keyboard, 0x0d)).toEqual([]);
    expect(tap(keyboard, 0x12)).toEqual(['+e9', '-e9']);
    // With a blank the accent itself, with what takes none both, twice both.
    for (const [code, wanted] of [
      [0x39, ['+5e', '-5e']],
      [0x2d, ['+5e', '-5e', '+78', '-78']],
      [0x29, ['+5e', '-5e', '+5e', '-5e']],
    ] as const) {
      tap(keyboard, 0x29);
      expect(tap(keyboard, code)).toEqual(wanted);
    }
    tap(keyboard, 0x29);
    tap(keyboard, 0x0e);
    expect(tap(keyboard, 0x12)).toEqual(['+65', '-65']);
  });

  it('keeps lock keys to itself, and lets Caps Lock raise letters and nothing else', () => {
    const keyboard = new ClientKeyboard(swiss);
    expect(tap(keyboard, capsLock)).toEqual([]);
    expect(tap(keyboard, 0x1e)).toEqual(['+41', '-41']);
    expect(tap(keyboard, 0x02)).toEqual(['+31', '-31']);
    // ü shares its key with è: both have capitals of their own.
    expect(tap(keyboard, 0x1a)).toEqual(['+dc', '-dc']);
    keyboard.take(press(shift));
    expect(tap(keyboard, 0x1e)).toEqual(['+61', '-61']);
    expect(tap(keyboard, 0x1a)).toEqual(['+c8', '-c8']);
    keyboard.take(lift(shift));
    tap(keyboard, capsLock);
    expect(tap(keyboard, 0x1e)).toEqual(['+61', '-61']);
  });

  it('follows the locks that a client says are on', () => {
    const keyboard = new ClientKeyboard(german);
    keyboard.take({ kind: 'synchronize', locks: lockFlags.caps });
    expect(tap(keyboard, 0x1e)).toEqual(['+41', '-41']);
    expect(tap(keyboard, 0x47)).toEqual(['+ff95', '-ff95']);
    keyboard.take({ kind: 'synchronize', locks: lockFlags.num });
    expect(tap(keyboard, 0x1e)).toEqual(['+61', '-61']);
    expect(tap(keyboard, 0x47)).toEqual(['+ffb7', '-ffb7']);
    // German pads have a comma.
    expect(tap(keyboard, 0x53)).toEqual(['+ffac', '-ffac']);
    tap(keyboard, numLock);
    expect(tap(keyboard, 0x53)).toEqual(['+ff9f', '-ff9f']);
  });

  it('lifts everything when it is told that all keys are up', () => {
    const keyboard = new ClientKeyboard(english);
    keyboard.take(press(control));
    keyboard.take(press(0x1e));
    expect(meaning(keyboard.take({ kind: 'synchronize', locks: 0 }))).toEqual(['-61', '-ffe3']);
    expect(keyboard.take(lift(0x1e))).toEqual([]);
  });

  it('reads Pause, and what comes after it', () => {
    const keyboard = new ClientKeyboard(english);
    const pause = { ...press(control), isExtended1: true };
    const events = [pause, press(numLock), { ...pause, isReleased: true }, lift(numLock)];
    expect(meaning(events.flatMap((event) => keyboard.take(event)))).toEqual(['+ff13', '-ff13']);
    expect(tap(keyboard, 0x47)).toEqual(['+ffb7', '-ffb7']);
  });

  it('reads characters without a key, and halves of them', () => {
    const keyboard = new ClientKeyboard(english);
    expect(keyboard.take(unit(0xd83d))).toEqual([]);
    expect(meaning(keyboard.take(unit(0xde00)))).toEqual(['+101f600', '-101f600']);
    expect(meaning([...keyboard.take(unit(0x20ac)), ...keyboard.take(unit(0x20ac, true))])).toEqual([
      '+20ac',
      '-20ac',
    ]);
    for (const code of [0xde00, 0x00, 0x0d, 0x7f, 0x85]) expect(keyboard.take(unit(code))).toEqual([]);
  });

  it('means nothing by codes that are none, and by keys that give nothing', () => {
    const keyboard = new ClientKeyboard(english);
    for (const code of [0x00, 0x80, 0xc7, 0xff, 0x5d, 0x7e]) expect(tap(keyboard, code)).toEqual([]);
  });

  it('reads a layout that is not known as English, and keeps the places', () => {
    const keyboard = new ClientKeyboard(layoutFor(0xdead_beef));
    expect(keyboard.take(press(0x15))).toEqual([{ down: true, keysym: 0x79, scancode: 0x15 }]);
  });
});
