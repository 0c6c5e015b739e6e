import { KeyboardLayout } from './keyboard-layout.js';
import type { LayoutSource } from './keyboard-layout.js';
import { englishUk } from './layouts/english-uk.js';
import { englishUs } from './layouts/english-us.js';
import { french } from './layouts/french.js';
import { german } from './layouts/german.js';
import { italian } from './layouts/italian.js';
import { spanish } from './layouts/spanish.js';
import { swissGerman } from './layouts/swiss-german.js';

const sources: readonly LayoutSource[] = [
  ...[englishUs, englishUk, german, swissGerman, french, italian, spanish],
  // Austria types as Germany does, and Spain of today as Spain sorted before.
  { ...german, id: 0x0c07 },
  { ...spanish, id: 0x0c0a },
];
const layouts = new Map(sources.map((source) => [source.id, new KeyboardLayout(source)]));
const fallback = new KeyboardLayout(englishUs);

/** Windows input locales whose keys are known here. */
export const knownLayouts: readonly number[] = [...layouts.keys()];

/** The keys of a Windows input locale (MS-RDPBCGR section 2.2.1.3.2); those of English, United States, where it is not known. */
export function layoutFor(id: number): KeyboardLayout {
  return layouts.get(id) ?? fallback;
}
