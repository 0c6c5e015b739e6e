/** Keys of the number pad that give a character while Num Lock is on: keysym, scancode, character. */
const keys: readonly (readonly [keysym: number, scancode: number, character: string])[] = [
  ...Array.from('7894561230').map((digit, at) => {
    const place = 0x47 + at + (at > 2 ? 1 : 0) + (at > 5 ? 1 : 0);
    return [0xffb0 + Number(digit), place, digit] as const;
  }),
  [0xffaa, 0x37, '*'],
  [0xffad, 0x4a, '-'],
  [0xffab, 0x4e, '+'],
  [0xffaf, 0xb5, '/'],
];
const scancodes = new Map(keys.map(([keysym, scancode]) => [keysym, scancode]));
const keysyms = new Map(keys.map(([keysym, scancode]) => [scancode, keysym]));
const characters = new Map(keys.map(([, scancode, character]) => [scancode, character]));

/** Its last key, which gives what the layout says. */
const decimalPlace = 0x53;
const decimals = { '.': 0xffae, ',': 0xffac } as const;

/** Keysyms of the pad whose key gives another character on some keyboards: they are typed as characters. */
const asCharacters = new Map([
  [decimals['.'], '.'],
  [decimals[','], ','],
  [0xffbd, '='],
  [0xff80, ' '],
]);

/** The pad without Num Lock, by scancode. */
const withoutNum = new Map<number, number>([
  ...[[0x47, 0xff95] as const, [0x4b, 0xff96] as const, [0x48, 0xff97] as const, [0x4d, 0xff98] as const],
  ...[[0x50, 0xff99] as const, [0x49, 0xff9a] as const, [0x51, 0xff9b] as const, [0x4f, 0xff9c] as const],
  ...[[0x4c, 0xff9d] as const, [0x52, 0xff9e] as const, [0x53, 0xff9f] as const],
]);

/** Where the pad has the key of a keysym, on every keyboard; null for what is not on it. */
export function padPlaceOf(keysym: number): number | null {
  return scancodes.get(keysym) ?? null;
}

/** The character that a key of the pad gives on every keyboard; null for all other keys. */
export function padCharacterAt(scancode: number): string | null {
  return characters.get(scancode) ?? null;
}

/** A key of the pad as the character it means; null for all others. */
export function padCharacterOf(keysym: number): string | null {
  return asCharacters.get(keysym) ?? null;
}

/** What a key of the pad means; null for keys that are not on it. @param decimal what its last key gives. */
export function padKeysymAt(scancode: number, numIsOn: boolean, decimal: '.' | ','): number | null {
  if (!numIsOn) {
    const keysym = withoutNum.get(scancode);
    if (keysym !== undefined) return keysym;
  }
  return scancode === decimalPlace ? decimals[decimal] : (keysyms.get(scancode) ?? null);
}

/** A key of the pad that gives a character on one keyboard or another. */
export function isOnPad(scancode: number): boolean {
  return scancode === decimalPlace || characters.has(scancode);
}
