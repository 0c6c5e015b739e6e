import { partsOf, standsAlone } from './accents.js';
import type { KeyboardLayout, KeyPlace } from './keyboard-layout.js';

const spaceBar: KeyPlace = { code: 0x39, level: 0 };

/**
 * Keys one after another that give a character: its own, or an accent's and what it stands on. `none` where the layout does not have
 * it. `unsure` where it has a way that gives another character on some targets, so that every way to it is closed.
 */
export function placesFor(
  layout: KeyboardLayout,
  character: string,
): readonly KeyPlace[] | 'none' | 'unsure' {
  const own = layout.placeOf(character);
  if (own) return [own];
  const accent = layout.accentPlaceOf(character);
  // A target may look up a character without a key on its keys, and would press the dead one.
  if (accent) return standsAlone(character) ? [accent, spaceBar] : 'unsure';
  const parts = partsOf(character);
  const mark = parts && layout.accentPlaceOf(parts.accent);
  const letter = parts && layout.placeOf(parts.letter);
  return mark && letter ? [mark, letter] : 'none';
}
