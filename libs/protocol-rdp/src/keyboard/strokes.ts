import type { InputEvent } from '../wire/input/input-event.js';

/** A key down or up, by its scancode of set 1 with 0x80 set for the prefix E0. */
export function stroke(code: number, isReleased: boolean): InputEvent {
  return {
    kind: 'scancode',
    code: code & 0x7f,
    isExtended: (code & 0x80) !== 0,
    isExtended1: false,
    isReleased,
  };
}

/** A key down and up. */
export function tap(code: number): InputEvent[] {
  return [stroke(code, false), stroke(code, true)];
}

/** Keys lifted for as long as it takes. */
export function without(held: readonly number[], events: readonly InputEvent[]): InputEvent[] {
  return [...held.map((code) => stroke(code, true)), ...events, ...held.map((code) => stroke(code, false))];
}

/** Keys pressed for as long as it takes. */
export function withKeys(keys: readonly number[], events: readonly InputEvent[]): InputEvent[] {
  const up = [...keys].reverse().map((code) => stroke(code, true));
  return [...keys.map((code) => stroke(code, false)), ...events, ...up];
}

/** A character without a key, in units of UTF-16, down and up. */
export function unitsOf(character: string): InputEvent[] {
  return Array.from({ length: character.length }, (_, at) => character.charCodeAt(at)).flatMap((unit) => [
    { kind: 'unicode', unit, isReleased: false } as const,
    { kind: 'unicode', unit, isReleased: true } as const,
  ]);
}

/** Pause is E1 1D 45, and says nothing when it goes up. */
export const pauseStroke: readonly InputEvent[] = [false, true].flatMap((isReleased) => [
  { kind: 'scancode', code: 0x1d, isExtended: false, isExtended1: true, isReleased },
  { kind: 'scancode', code: 0x45, isExtended: false, isExtended1: false, isReleased },
]);
