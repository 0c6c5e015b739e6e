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
  readonly plain?: string;
  readonly shift?: string;
  readonly altGr?: string;
  readonly shiftAltGr?: string;
}

/** A key that waits for the next character: its accent as a character of its own, and where it is. */
export type DeadKey = readonly [accent: string, code: number, level: Level];

export interface LayoutSource {
  /** Windows input locale (MS-RDPBCGR section 2.2.1.3.2). */
  readonly id: number;
  readonly rows: readonly LayoutRow[];
  readonly dead?: readonly DeadKey[];
  /**
   * What these keys give on Windows, and not with the layout of that name on X servers, such as xrdp's. They are read from a client
   * as Windows has them, and never pressed for a character: another one could arrive.
   */
  readonly onWindows?: { readonly rows?: readonly LayoutRow[]; readonly dead?: readonly DeadKey[] };
  /** Of the number pad, its last key; a full stop where it is left out. */
  readonly padDecimal?: '.' | ',';
  /** Letters that share a key with other letters than their capitals: Caps Lock makes them capitals all the same. */
  readonly raised?: string;
}

const spaceBar = 0x39;

/** What the keys of a keyboard give, and where a character is. */
export class KeyboardLayout {
  /** Windows input locale. */
  readonly id: number;
  /** Whether the right Alt key is AltGr. */
  readonly hasAltGr: boolean;
  readonly padDecimal: '.' | ',';
  private readonly raised: string;
  /** By `keyOf`: all characters, those that are sure, all accents. */
  private readonly characters = new Map<number, string>();
  private readonly sure = new Map<number, string>();
  private readonly accents = new Map<number, string>();
  /** By what they give; only those that are sure. */
  private readonly places = new Map<string, KeyPlace>();
  private readonly deadPlaces = new Map<string, KeyPlace>();

  constructor({ id, rows, dead = [], onWindows = {}, padDecimal = '.', raised = '' }: LayoutSource) {
    this.id = id;
    this.padDecimal = padDecimal;
    this.raised = raised;
    for (const level of [0, 1, 2] as const) this.addCharacter(' ', { code: spaceBar, level }, true);
    for (const row of rows) this.addRow(row, true);
    for (const row of onWindows.rows ?? []) this.addRow(row, false);
    for (const [accent, code, level] of dead) this.deadPlaces.set(accent, { code, level });
    for (const [accent, code, level] of [...dead, ...(onWindows.dead ?? [])])
      this.accents.set(keyOf(code, level), accent);
    this.hasAltGr = rows.some(({ altGr }) => altGr !== undefined);
  }

  /** The character of a key on Windows; null where it gives none, or waits for the next. */
  characterAt(code: number, level: Level): string | null {
    return this.characters.get(keyOf(code, level)) ?? null;
  }

  /** The same, null also where an X server might give another one. */
  sureCharacterAt(code: number, level: Level): string | null {
    return this.sure.get(keyOf(code, level)) ?? null;
  }

  /** The accent of a dead key, as a character of its own. */
  accentAt(code: number, level: Level): string | null {
    return this.accents.get(keyOf(code, level)) ?? null;
  }

  /** Where a character is given at once, for sure. */
  placeOf(character: string): KeyPlace | null {
    return this.places.get(character) ?? null;
  }

  /** Where an accent is a dead key, for sure. */
  accentPlaceOf(accent: string): KeyPlace | null {
    return this.deadPlaces.get(accent) ?? null;
  }

  /** A key that gives no character and no accent on any level. */
  isSilent(code: number): boolean {
    const keys = ([0, 1, 2, 3] as const).map((level) => keyOf(code, level));
    return keys.every((key) => !this.characters.has(key) && !this.accents.has(key));
  }

  /** What Caps Lock makes of a character beyond shifting its key. */
  withCaps(character: string): string {
    return this.raised.includes(character) ? character.toUpperCase() : character;
  }

  /** Every character that it gives at once, for sure. */
  get typable(): readonly string[] {
    return [...this.places.keys()];
  }

  private addRow(
    { code, plain = '', shift = '', altGr = '', shiftAltGr = '' }: LayoutRow,
    isSure: boolean,
  ): void {
    [plain, shift, altGr, shiftAltGr].forEach((characters, level) =>
      [...characters].forEach((character, key) => {
        if (character !== ' ')
          this.addCharacter(character, { code: code + key, level: level as Level }, isSure);
      }),
    );
  }

  private addCharacter(character: string, place: KeyPlace, isSure: boolean): void {
    this.characters.set(keyOf(place.code, place.level), character);
    if (!isSure) return;
    this.sure.set(keyOf(place.code, place.level), character);
    // The plainest way to it counts.
    const known = this.places.get(character);
    if (!known || known.level > place.level) this.places.set(character, place);
  }
}

function keyOf(code: number, level: Level): number {
  return code * 4 + level;
}
