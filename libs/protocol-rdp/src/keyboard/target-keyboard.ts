import type { KeyEvent } from '@gatehouse/screen';
import type { InputEvent } from '../wire/input/input-event.js';
import { partsOf } from './accents.js';
import { characterOf } from './keysym-character.js';
import type { KeyboardLayout, KeyPlace, Level } from './keyboard-layout.js';
import {
  altGr,
  chordKeys,
  isOnPad,
  lockKeys,
  modifierKeys,
  pauseKey,
  scancodeOf,
  shiftKeys,
} from './named-keys.js';

/** No hand holds more keys; a further one does not go down, so that every one that is down can be lifted. */
const mostHeld = 64;
const [leftShift] = shiftKeys;
const spaceBar: KeyPlace = { code: 0x39, level: 0 };

export interface TargetKeyboardParts {
  /** Of the session at the target. */
  readonly layout: KeyboardLayout;
  /** The target takes characters without a key. */
  readonly takesUnicode: boolean;
  send(events: readonly InputEvent[]): void;
}

/**
 * Keys of a viewer, pressed at a target. What a key means (its keysym) is the truth, where it is on the viewer's keyboard only a
 * hint: a character arrives as itself whatever layouts the two ends have. Lock keys are not forwarded; the target is told after the
 * connect that Num Lock is on and Caps Lock off. Invariant: what was pressed through here and not lifted is known here.
 */
export class TargetKeyboard {
  /** Scancode that is down at the target, by the key of the viewer. */
  private readonly held = new Map<string, number>();

  constructor(private readonly parts: TargetKeyboardParts) {}

  /** False for a character that cannot be typed there: nothing was pressed then, least of all another one. */
  key({ down, keysym, scancode }: KeyEvent): boolean {
    const id = scancode === null ? `keysym ${keysym}` : `scancode ${scancode}`;
    if (!down) {
      this.lift(id);
      return true;
    }
    if (
      lockKeys.keysyms.has(keysym) ||
      (scancode !== null && lockKeys.scancodes.has(scancode) && characterOf(keysym) === null)
    )
      return true;
    if (keysym === pauseKey.keysym) {
      this.parts.send(pauseStroke);
      return true;
    }
    const character = characterOf(keysym);
    if (character === null) {
      const code = scancodeOf(keysym) ?? scancode;
      if (code === null) return false;
      return this.press(id, code);
    }
    const code = this.keyOf(character, scancode);
    return code === null ? this.type(character) : this.press(id, code);
  }

  releaseAll(): void {
    for (const id of [...this.held.keys()].reverse()) this.lift(id);
  }

  /** The key that is to be held for this character; null where it takes a stroke of its own. */
  private keyOf(character: string, scancode: number | null): number | null {
    const { layout } = this.parts;
    if (this.isChord) {
      // A command such as Ctrl+Z goes by what the key means, too.
      const place = layout.placeOf(character.toLowerCase());
      return place?.level === 0 ? place.code : scancode;
    }
    if (scancode !== null && isOnPad(scancode)) return scancode;
    const isHere = scancode !== null && layout.characterAt(scancode, this.level) === character;
    return isHere ? scancode : null;
  }

  /** Shift and AltGr as they are held. */
  private get level(): Level {
    const codes = [...this.held.values()];
    const shift = codes.some((code) => code === shiftKeys[0] || code === shiftKeys[1]);
    return ((shift ? 1 : 0) + (codes.includes(altGr) ? 2 : 0)) as Level;
  }

  private get isChord(): boolean {
    const codes = [...this.held.values()];
    return codes.some((code) => chordKeys.has(code)) && !codes.includes(altGr);
  }

  private press(id: string, code: number): boolean {
    const before = this.held.get(id);
    if (before === undefined && this.held.size >= mostHeld) return true;
    if (before !== undefined && before !== code) this.parts.send([stroke(before, true)]);
    this.held.set(id, code);
    this.parts.send([stroke(code, false)]);
    return true;
  }

  private lift(id: string): void {
    const code = this.held.get(id);
    if (code === undefined) return;
    this.held.delete(id);
    // Both Shift keys may stand for one place: it goes up with the last of them.
    if (![...this.held.values()].includes(code)) this.parts.send([stroke(code, true)]);
  }

  private type(character: string): boolean {
    const { layout, takesUnicode, send } = this.parts;
    const places = placesFor(layout, character);
    if (!places && !takesUnicode) return false;
    const isHeld = [...this.held.values()].filter((code) => modifierKeys.has(code));
    const events = places
      ? places.flatMap((place) => this.strokesAt(place, isHeld))
      : around(isHeld, unitsOf(character));
    send(events);
    return true;
  }

  /** One key, with Shift and AltGr as its level wants them, and as they were afterwards. */
  private strokesAt({ code, level }: KeyPlace, isHeld: readonly number[]): InputEvent[] {
    const needed: number[] = [];
    if (level & 1)
      needed.push(isHeld.find((each) => (shiftKeys as readonly number[]).includes(each)) ?? leftShift);
    if (level & 2) needed.push(altGr);
    const away = isHeld.filter((each) => !needed.includes(each));
    const added = needed.filter((each) => !isHeld.includes(each));
    return around(away, [
      ...added.map((each) => stroke(each, false)),
      ...[stroke(code, false), stroke(code, true)],
      ...added.reverse().map((each) => stroke(each, true)),
    ]);
  }
}

/** Keys one after another that give a character: its own, or an accent and what it stands on. */
function placesFor(layout: KeyboardLayout, character: string): readonly KeyPlace[] | null {
  const own = layout.placeOf(character);
  if (own) return [own];
  const accent = layout.accentPlaceOf(character);
  if (accent) return [accent, spaceBar];
  const parts = partsOf(character);
  const [mark, letter] = [parts && layout.accentPlaceOf(parts.accent), parts && layout.placeOf(parts.letter)];
  return mark && letter ? [mark, letter] : null;
}

/** Held keys are lifted for as long as it takes. */
function around(away: readonly number[], events: readonly InputEvent[]): InputEvent[] {
  return [...away.map((code) => stroke(code, true)), ...events, ...away.map((code) => stroke(code, false))];
}

function unitsOf(character: string): InputEvent[] {
  return Array.from({ length: character.length }, (_, at) => character.charCodeAt(at)).flatMap((unit) => [
    { kind: 'unicode', unit, isReleased: false } as const,
    { kind: 'unicode', unit, isReleased: true } as const,
  ]);
}

function stroke(code: number, isReleased: boolean): InputEvent {
  return {
    kind: 'scancode',
    code: code & 0x7f,
    isExtended: (code & 0x80) !== 0,
    isExtended1: false,
    isReleased,
  };
}

/** E1 1D 45 and back: the key has no code of one byte, and says nothing when it goes up. */
const pauseStroke: readonly InputEvent[] = [false, true].flatMap((isReleased) => [
  { kind: 'scancode', code: 0x1d, isExtended: false, isExtended1: true, isReleased },
  { kind: 'scancode', code: 0x45, isExtended: false, isExtended1: false, isReleased },
]);
