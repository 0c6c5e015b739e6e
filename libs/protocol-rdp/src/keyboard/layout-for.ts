import { KeyboardLayout } from './keyboard-layout.js';
import { englishUk } from './layouts/english-uk.js';
import { englishUs } from './layouts/english-us.js';
import { french } from './layouts/french.js';
import { german } from './layouts/german.js';
import { italian } from './layouts/italian.js';
import { spanish } from './layouts/spanish.js';
import { swissGerman } from './layouts/swiss-german.js';

const layouts = new Map(
  [englishUs, englishUk, german, swissGerman, french, italian, spanish].map(
    (source) => [source.id, new KeyboardLayout(source)] as const,
  ),
);
const fallback = new KeyboardLayout(englishUs);

/** Input locales whose keys are those of another: Austria, Luxembourg, Liechtenstein, Spain of today. */
const sameKeys = new Map([
  [0x0c07, german.id],
  [0x1007, german.id],
  [0x1407, swissGerman.id],
  [0x0c0a, spanish.id],
]);

/** Windows input locales whose keys are known here. */
export const knownLayouts: readonly number[] = [...layouts.keys(), ...sameKeys.keys()];

/**
 * The keys of a Windows input locale (MS-RDPBCGR section 2.2.1.3.2); those of English, United States, where it is not known. Towards a
 * target it is the `id` of the answer that is announced, never the locale that was asked for: targets that do not know that one have
 * another layout than ours for it.
 */
export function layoutFor(id: number): KeyboardLayout {
  return layouts.get(sameKeys.get(id) ?? id) ?? fallback;
}
