/** How a key is pressed: by itself, with Shift, with AltGr, with both. */
export type Level = 0 | 1 | 2 | 3;

/** A key, by its scancode of set 1, and the level on which it gives a character. */
export interface KeyPlace {
  readonly code: number;
  readonly level: Level;
}

/**
 * Keys side by side from `code` on; one character for each of them on each level, a blank where there is none. Dead keys are left
 * blank and stand in `dead`.
 */
export interface LayoutRow {
  readonly code: number;
  readonly plain: string;
  readonly shift: string;
  readonly altGr?: string;
  readonly shiftAltGr?: string;
}

export interface LayoutSource {
  /** Windows input locale (MS-RDPBCGR section 2.2.1.3.2). */
  readonly id: number;
  readonly rows: readonly LayoutRow[];
  /** Accents that wait for the next character: the accent as a character of its own, and where it is. */
  readonly dead?: readonly (readonly [accent: string, code: number, level: Level])[];
}

const spaceBar = 0x39;

/** What the keys of a keyboard give, and where a character is. */
export class KeyboardLayout {
  readonly id: number;
  /** Whether the right Alt key is AltGr. */
  readonly hasAltGr: boolean;
  private readonly characters = new Map<number, string>();
  private readonly places = new Map<string, KeyPlace>([[' ', { code: spaceBar, level: 0 }]]);
  private readonly deadPlaces = new Map<string, KeyPlace>();
  private readonly deadCharacters = new Map<number, string>();

  constructor({ id, rows, dead = [] }: LayoutSource) {
    this.id = id;
    for (const { code, plain, shift, altGr = '', shiftAltGr = '' } of rows)
      [plain, shift, altGr, shiftAltGr].forEach((characters, level) =>
        [...characters].forEach((character, key) => {
          if (character !== ' ') this.add(character, { code: code + key, level: level as Level });
        }),
      );
    for (const level of [0, 1, 2] as const) this.characters.set(keyOf(spaceBar, level), ' ');
    for (const [accent, code, level] of dead) {
      this.deadPlaces.set(accent, { code, level });
      this.deadCharacters.set(keyOf(code, level), accent);
    }
    this.hasAltGr = [...this.places.values(), ...this.deadPlaces.values()].some(({ level }) => level >= 2);
  }

  /** The character of a key, or null where it gives none, or waits for the next. */
  characterAt(code: number, level: Level): string | null {
    return this.characters.get(keyOf(code, level)) ?? null;
  }

  /** The accent of a dead key, as a character of its own. */
  accentAt(code: number, level: Level): string | null {
    return this.deadCharacters.get(keyOf(code, level)) ?? null;
  }

  /** Where a character is given at once. */
  placeOf(character: string): KeyPlace | null {
    return this.places.get(character) ?? null;
  }

  /** Where an accent is a dead key. */
  accentPlaceOf(accent: string): KeyPlace | null {
    return this.deadPlaces.get(accent) ?? null;
  }

  /** Every character that it gives at once. */
  get typable(): readonly string[] {
    return [...this.places.keys()];
  }

  private add(character: string, place: KeyPlace): void {
    this.characters.set(keyOf(place.code, place.level), character);
    // The plainest way to it counts.
    const known = this.places.get(character);
    if (!known || known.level > place.level) this.places.set(character, place);
  }
}

function keyOf(code: number, level: Level): number {
  return code * 4 + level;
}
