import type { KeyEvent } from '@gatehouse/screen';
import { lockFlags } from '../wire/input/input-event.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { withAccent } from './accents.js';
import type { KeyboardLayout, Level } from './keyboard-layout.js';
import { keysymOf } from './keysym-character.js';
import { altGr, chordKeys, controlKeys, isOnPad, keysymAt, pauseKey, shiftKeys } from './named-keys.js';

type KeyInput = Extract<InputEvent, { kind: 'scancode' | 'unicode' | 'synchronize' }>;

const [capsLock, numLock, scrollLock] = [0x3a, 0x45, 0x46];
const [leftControl] = controlKeys;
const altGrKeysym = 0xfe03;
const mostHeld = 64;

/**
 * Keys of a native RDP client, which come by their place, as what they mean on its keyboard. Lock keys stay here: they change what the
 * others mean.
 */
export class ClientKeyboard {
  private caps = false;
  private num = true;
  /** What each key went down as: it goes up as the same. */
  private readonly held = new Map<string, KeyEvent>();
  private accent: string | null = null;
  private highHalf: number | null = null;
  /** The second half of Pause looks like Num Lock. */
  private isInPause = false;

  /** @param layout of the client, from its core data. */
  constructor(private readonly layout: KeyboardLayout) {}

  /** What the client did, as events in order; none while an accent waits for its letter. */
  take(input: KeyInput): KeyEvent[] {
    if (input.kind === 'synchronize') {
      this.caps = (input.locks & lockFlags.caps) !== 0;
      this.num = (input.locks & lockFlags.num) !== 0;
      // All other keys are up (MS-RDPBCGR section 2.2.8.1.1.3.1.1.5).
      return this.liftAll();
    }
    return input.kind === 'unicode' ? this.unicode(input) : this.scancode(input);
  }

  private scancode({
    code,
    isExtended,
    isExtended1,
    isReleased,
  }: Extract<KeyInput, { kind: 'scancode' }>): KeyEvent[] {
    if (isExtended1) {
      this.isInPause = true;
      return [{ down: !isReleased, ...pauseKey }];
    }
    if (this.isInPause && code === numLock && !isExtended) {
      this.isInPause = false;
      return [];
    }
    this.isInPause = false;
    const place = code | (isExtended ? 0x80 : 0);
    if (place === capsLock || place === numLock || place === scrollLock) {
      if (!isReleased && place === capsLock) this.caps = !this.caps;
      if (!isReleased && place === numLock) this.num = !this.num;
      return [];
    }
    const id = `scancode ${place}`;
    if (isReleased) return this.lift(id);
    if (place === altGr && this.layout.hasAltGr)
      return [...this.lift(`scancode ${leftControl}`), ...this.press(id, altGrKeysym, place)];
    const named = keysymAt(place, this.num);
    if (named !== null) return this.press(id, named, place);
    return this.character(id, place);
  }

  private character(id: string, place: number): KeyEvent[] {
    // With Ctrl or Alt, a key means what it gives by itself.
    const level = this.isChord ? 0 : this.level(place);
    const accent = this.isChord ? null : this.layout.accentAt(place, level);
    if (accent !== null) {
      const before = this.accent;
      this.accent = before === null ? accent : null;
      return before === null ? [] : typed(before + accent);
    }
    const character = this.layout.characterAt(place, level);
    if (character === null) return [];
    const waiting = this.accent;
    this.accent = null;
    if (waiting === null) return this.press(id, keysymOf(character), place);
    const composed = character === ' ' ? waiting : withAccent(waiting, character);
    return typed(composed ?? waiting + character);
  }

  private unicode({ unit, isReleased }: Extract<KeyInput, { kind: 'unicode' }>): KeyEvent[] {
    const isHigh = unit >= 0xd800 && unit <= 0xdbff;
    const isLow = unit >= 0xdc00 && unit <= 0xdfff;
    if (isReleased) return isHigh || isLow ? [] : this.lift(`unit ${unit}`);
    const high = this.highHalf;
    this.highHalf = isHigh ? unit : null;
    if (isLow) return high === null ? [] : typed(String.fromCharCode(high, unit));
    if (isHigh || unit < 0x20) return [];
    return this.press(`unit ${unit}`, keysymOf(String.fromCharCode(unit)), null);
  }

  private press(id: string, keysym: number, scancode: number | null): KeyEvent[] {
    const before = this.held.get(id);
    if (!before && this.held.size >= mostHeld) return [];
    const event: KeyEvent = { down: true, keysym, scancode };
    this.held.set(id, event);
    return before && before.keysym !== keysym ? [{ ...before, down: false }, event] : [event];
  }

  private lift(id: string): KeyEvent[] {
    const event = this.held.get(id);
    if (!event) return [];
    this.held.delete(id);
    return [{ ...event, down: false }];
  }

  private liftAll(): KeyEvent[] {
    return [...this.held.keys()].flatMap((id) => this.lift(id));
  }

  private isHeld(place: number): boolean {
    return this.held.has(`scancode ${place}`);
  }

  private get isChord(): boolean {
    const withoutAltGr = !(this.layout.hasAltGr && this.isHeld(altGr));
    return withoutAltGr && [...chordKeys, altGr].some((place) => this.isHeld(place));
  }

  private level(place: number): Level {
    const [plain, shifted] = [this.layout.characterAt(place, 0), this.layout.characterAt(place, 1)];
    const isLetter = plain !== null && plain.toUpperCase() === shifted && plain !== shifted;
    const shift = shiftKeys.some((key) => this.isHeld(key)) !== (this.caps && isLetter && !isOnPad(place));
    const hasAltGr = this.layout.hasAltGr && this.isHeld(altGr);
    return ((shift ? 1 : 0) + (hasAltGr ? 2 : 0)) as Level;
  }
}

/** Characters that stand for no single key: pressed and lifted at once. */
function typed(text: string): KeyEvent[] {
  return [...text].flatMap((character) => {
    const keysym = keysymOf(character);
    return [
      { down: true, keysym, scancode: null },
      { down: false, keysym, scancode: null },
    ];
  });
}
