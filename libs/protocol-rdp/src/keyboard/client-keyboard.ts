import type { KeyEvent } from '@gatehouse/screen';
import { lockFlags } from '../wire/input/input-event.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { composed } from './accents.js';
import type { KeyboardLayout, Level } from './keyboard-layout.js';
import { keysymOf } from './keysym-character.js';
import {
  altGr,
  altGrKeysyms,
  chordKeys,
  controlKeys,
  keysymAt,
  modifierKeys,
  pauseKey,
  shiftKeys,
} from './named-keys.js';
import { padKeysymAt } from './number-pad.js';

type KeyInput = Extract<InputEvent, { kind: 'scancode' | 'unicode' | 'synchronize' }>;

const [capsLock, numLock, scrollLock] = [0x3a, 0x45, 0x46];
const [leftControl] = controlKeys;
const [altGrKeysym = 0] = altGrKeysyms;
const mostHeld = 64;

/**
 * Keys of a native RDP client, which come by their place, as what they mean on its keyboard. Lock keys stay here: they change what the
 * others mean. Invariant: a key goes up as what it went down as, and all that is down is known here.
 */
export class ClientKeyboard {
  private caps = false;
  private num = true;
  /** What each key went down as. */
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
      return this.releaseAll();
    }
    return input.kind === 'unicode' ? this.unicode(input) : this.scancode(input);
  }

  /** The client is gone, or says that none of its keys is down. */
  releaseAll(): KeyEvent[] {
    this.accent = null;
    this.highHalf = null;
    this.isInPause = false;
    return [...this.held.keys()].reverse().flatMap((id) => this.lift(id));
  }

  private scancode({
    code,
    isExtended,
    isExtended1,
    isReleased,
  }: KeyInput & { kind: 'scancode' }): KeyEvent[] {
    if (isExtended1) {
      this.isInPause = true;
      return isReleased ? [] : tapped(pauseKey.keysym, pauseKey.scancode);
    }
    const isRestOfPause = this.isInPause && code === numLock && !isExtended;
    this.isInPause = false;
    if (isRestOfPause || code === 0 || code > 0x7f) return [];
    const place = code | (isExtended ? 0x80 : 0);
    if (place === capsLock || place === numLock || place === scrollLock) {
      if (!isReleased && place === capsLock) this.caps = !this.caps;
      if (!isReleased && place === numLock) this.num = !this.num;
      return [];
    }
    const id = `scancode ${place}`;
    if (isReleased) return this.lift(id);
    // Windows sends a Ctrl that nobody pressed before each AltGr, repeated ones too.
    if (place === leftControl && this.hasAltGrDown) return [];
    if (place === altGr && this.layout.hasAltGr)
      return [...this.lift(`scancode ${leftControl}`), ...this.press(id, altGrKeysym, place)];
    const named = keysymAt(place) ?? padKeysymAt(place, this.num, this.layout.padDecimal);
    if (named === null) return this.character(id, place);
    if (!modifierKeys.has(place)) this.accent = null;
    return this.press(id, named, place);
  }

  private character(id: string, place: number): KeyEvent[] {
    // With Ctrl or Alt, a key means what it gives by itself.
    if (this.isChord) {
      const character = this.layout.characterAt(place, 0) ?? this.layout.accentAt(place, 0);
      return character === null ? [] : this.press(id, keysymOf(character), place);
    }
    const level = this.levelAt(place);
    const waiting = this.accent;
    const accent = this.layout.accentAt(place, level);
    if (accent !== null) {
      this.accent = waiting === null ? accent : null;
      return waiting === null ? [] : typed(waiting + accent);
    }
    const character = this.layout.characterAt(place, level);
    if (character === null) return [];
    this.accent = null;
    const given = this.caps ? this.layout.withCaps(character) : character;
    if (waiting !== null) return typed(composed(waiting, given));
    return this.press(id, keysymOf(given), place);
  }

  private unicode({ unit, isReleased }: KeyInput & { kind: 'unicode' }): KeyEvent[] {
    const isHigh = unit >= 0xd800 && unit <= 0xdbff;
    const isLow = unit >= 0xdc00 && unit <= 0xdfff;
    if (isReleased) return isHigh || isLow ? [] : this.lift(`unit ${unit}`);
    const high = this.highHalf;
    this.highHalf = isHigh ? unit : null;
    if (isHigh) return [];
    if (isLow) return high === null ? [] : typed(String.fromCharCode(high, unit));
    return this.press(`unit ${unit}`, keysymOf(String.fromCharCode(unit)), null);
  }

  /** @param keysym null: a control character, which no key gives. */
  private press(id: string, keysym: number | null, scancode: number | null): KeyEvent[] {
    const before = this.held.get(id);
    if (keysym === null || (!before && this.held.size >= mostHeld)) return [];
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

  private isHeld(place: number): boolean {
    return this.held.has(`scancode ${place}`);
  }

  private get hasAltGrDown(): boolean {
    return this.layout.hasAltGr && this.isHeld(altGr);
  }

  private get isChord(): boolean {
    return !this.hasAltGrDown && [...chordKeys, altGr].some((place) => this.isHeld(place));
  }

  /** Shift and AltGr as they are held; Caps Lock shifts keys whose letter has its capital on them. */
  private levelAt(place: number): Level {
    const [plain, shifted] = [this.layout.characterAt(place, 0), this.layout.characterAt(place, 1)];
    const isLetter = plain !== null && plain !== shifted && plain.toUpperCase() === shifted;
    const isShifted = shiftKeys.some((key) => this.isHeld(key)) !== (this.caps && isLetter);
    return ((isShifted ? 1 : 0) + (this.hasAltGrDown ? 2 : 0)) as Level;
  }
}

/** Characters that stand for no single key. */
function typed(text: string): KeyEvent[] {
  return [...text].flatMap((character) => {
    const keysym = keysymOf(character);
    return keysym === null ? [] : tapped(keysym, null);
  });
}

function tapped(keysym: number, scancode: number | null): KeyEvent[] {
  return [
    { down: true, keysym, scancode },
    { down: false, keysym, scancode },
  ];
}
