import type { KeyEvent } from '@gatehouse/screen';
import type { InputEvent } from '../wire/input/input-event.js';
import { composed, deadAccentOf } from './accents.js';
import { characterOf } from './keysym-character.js';
import type { KeyboardLayout, KeyPlace, Level } from './keyboard-layout.js';
import {
  altGr,
  altGrKeysyms,
  chordKeys,
  leftAlt,
  lockKeys,
  modifierKeys,
  pauseKey,
  scancodeOf,
  shiftKeys,
} from './named-keys.js';
import { isOnPad, padCharacterAt, padCharacterOf, padPlaceOf } from './number-pad.js';
import { placesFor } from './places-for.js';
import { pauseStroke, stroke, tap, unitsOf, withKeys, without } from './strokes.js';

/** No hand holds more keys; a further one does not go down, so that every one that is down can be lifted. */
const mostHeld = 64;
const leftShift = 0x2a;

export interface TargetKeyboardParts {
  /** Of the session at the target. */
  readonly layout: KeyboardLayout;
  /** The target takes characters without a key. */
  readonly takesUnicode: boolean;
  send(events: readonly InputEvent[]): void;
}

/**
 * Keys of a viewer, pressed at a target. What a key means (its keysym) is the truth, where it is on the viewer's keyboard only a
 * hint: a character arrives as itself whatever layouts the two ends have, or not at all. Lock keys are not forwarded; the target is
 * told after the connect that Num Lock is on and Caps Lock off. Invariant: what was pressed through here and not lifted is known here.
 */
export class TargetKeyboard {
  /** Scancode that is down at the target, by the key of the viewer. */
  private readonly held = new Map<string, number>();
  /** Of a dead key of the viewer: it waits for the next character. */
  private accent: string | null = null;

  constructor(private readonly parts: TargetKeyboardParts) {}

  /** False for what cannot be typed there: nothing was pressed then, least of all another character. */
  key({ down, keysym, scancode }: KeyEvent): boolean {
    const hint = scancode !== null && scancode <= 0xff && (scancode & 0x7f) !== 0 ? scancode : null;
    const id = hint === null ? nameOf(keysym) : `scancode ${hint}`;
    if (!down) {
      this.lift(id);
      return true;
    }
    if (keysym === pauseKey.keysym) {
      this.parts.send(pauseStroke);
      return true;
    }
    if (lockKeys.keysyms.has(keysym)) return true;
    const code = this.namedKey(keysym);
    if (code !== null) {
      if (!modifierKeys.has(code)) this.accent = null;
      return this.press(id, code);
    }
    const dead = deadAccentOf(keysym);
    if (dead !== null && !this.isChord) return this.wait(dead);
    const character = characterOf(keysym) ?? padCharacterOf(keysym);
    if (character !== null) return this.character(id, character, hint);
    const pad = padPlaceOf(keysym);
    return pad === null ? this.unnamed(id, keysym, hint) : this.character(id, padCharacterAt(pad) ?? '', pad);
  }

  releaseAll(): void {
    this.accent = null;
    for (const id of [...this.held.keys()].reverse()) this.lift(id);
  }

  private namedKey(keysym: number): number | null {
    const { hasAltGr } = this.parts.layout;
    if (altGrKeysyms.includes(keysym)) return hasAltGr ? altGr : null;
    const code = scancodeOf(keysym);
    // Alt stays Alt where the right one of the two is AltGr.
    return code === altGr && hasAltGr ? leftAlt : code;
  }

  /** What no table knows is pressed where it is on the viewer's keyboard, unless that could give a character. */
  private unnamed(id: string, keysym: number, hint: number | null): boolean {
    // AltGr chose a character for the viewer; that comes next, and there is no such key here.
    if (altGrKeysyms.includes(keysym)) return true;
    const isLock = hint !== null && lockKeys.scancodes.has(hint);
    const isSafe = hint !== null && (this.isChord || (this.parts.layout.isSilent(hint) && !isOnPad(hint)));
    if (isSafe && !isLock) return this.press(id, hint);
    // Browsers say nothing of a key that only begins a character.
    return keysym === 0 || isLock;
  }

  private wait(accent: string): boolean {
    const before = this.accent;
    this.accent = before === null ? accent : null;
    return before === null || this.type(before + accent);
  }

  private character(id: string, character: string, hint: number | null): boolean {
    if (this.isChord) return this.command(id, character, hint);
    const accent = this.accent;
    this.accent = null;
    if (accent !== null) return this.type(composed(accent, character));
    const { layout } = this.parts;
    const isPad = hint !== null && padCharacterAt(hint) === character;
    if (isPad && this.level === 0) return this.press(id, hint);
    if (isPad) return this.tapAt([{ code: hint, level: 0 }]);
    if (hint !== null && layout.sureCharacterAt(hint, this.level) === character) return this.press(id, hint);
    return this.type(character);
  }

  /** With Ctrl or Alt, too, a key goes by what it means where one key gives that; else by where it is. */
  private command(id: string, character: string, hint: number | null): boolean {
    if (hint !== null && padCharacterAt(hint) === character) return this.press(id, hint);
    const place = this.parts.layout.placeOf(character.toLowerCase());
    if (place?.level === 0) return this.press(id, place.code);
    if (place?.level === 1 && this.level & 1) return this.press(id, place.code);
    if (place?.level === 1) {
      this.parts.send(withKeys([leftShift], tap(place.code)));
      return true;
    }
    return hint !== null && !lockKeys.scancodes.has(hint) && this.press(id, hint);
  }

  private type(text: string): boolean {
    const { layout, takesUnicode } = this.parts;
    const ways = [...text].map((character) => ({ character, places: placesFor(layout, character) }));
    if (ways.some(({ places }) => places === 'unsure' || (places === 'none' && !takesUnicode))) return false;
    for (const { character, places } of ways)
      if (typeof places === 'string') this.parts.send(without(this.heldModifiers, unitsOf(character)));
      else this.tapAt(places);
    return true;
  }

  /** Keys one after another, with Shift and AltGr as their levels want them, and as they were afterwards. */
  private tapAt(places: readonly KeyPlace[]): true {
    const held = this.heldModifiers;
    const events = places.flatMap(({ code, level }) => {
      const shift = held.find((each) => shiftKeys.includes(each)) ?? leftShift;
      const needed = [...(level & 1 ? [shift] : []), ...(level & 2 ? [altGr] : [])];
      const missing = needed.filter((each) => !held.includes(each));
      return without(
        held.filter((each) => !needed.includes(each)),
        withKeys(missing, tap(code)),
      );
    });
    this.parts.send(events);
    return true;
  }

  private press(id: string, code: number): boolean {
    const before = this.held.get(id);
    if (before === undefined && this.held.size >= mostHeld) return false;
    if (before !== undefined && before !== code) this.lift(id);
    this.held.set(id, code);
    this.parts.send([stroke(code, false)]);
    return true;
  }

  private lift(id: string): void {
    const code = this.held.get(id);
    if (code === undefined) return;
    this.held.delete(id);
    // Two keys of the viewer may hold one key here: it goes up with the last of them.
    if (!this.isDown(code)) this.parts.send([stroke(code, true)]);
  }

  private isDown(code: number): boolean {
    return [...this.held.values()].includes(code);
  }

  private get heldModifiers(): readonly number[] {
    return [...new Set(this.held.values())].filter((code) => modifierKeys.has(code));
  }

  /** Shift and AltGr as they are held. */
  private get level(): Level {
    const isShifted = shiftKeys.some((code) => this.isDown(code));
    return ((isShifted ? 1 : 0) + (this.hasAltGrDown ? 2 : 0)) as Level;
  }

  private get hasAltGrDown(): boolean {
    return this.parts.layout.hasAltGr && this.isDown(altGr);
  }

  private get isChord(): boolean {
    if (this.hasAltGrDown) return false;
    return [...this.held.values()].some((code) => chordKeys.has(code) || code === altGr);
  }
}

/** A key may come up as another case of the letter it went down as, Shift having come up before it. */
function nameOf(keysym: number): string {
  const character = characterOf(keysym);
  return character === null ? `keysym ${keysym}` : `character ${character.toLowerCase()}`;
}
