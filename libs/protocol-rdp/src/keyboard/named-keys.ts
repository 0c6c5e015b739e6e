/** Keys that give no character, by keysym and by scancode of set 1, with 0x80 set for those with the prefix E0. */
const pairs: readonly (readonly [keysym: number, scancode: number])[] = [
  ...[[0xff08, 0x0e] as const, [0xff09, 0x0f] as const, [0xff0d, 0x1c] as const, [0xff1b, 0x01] as const],
  // Delete, Home, Left, Up, Right, Down, Page Up, Page Down, End, Insert.
  ...[[0xffff, 0xd3] as const, [0xff50, 0xc7] as const, [0xff51, 0xcb] as const, [0xff52, 0xc8] as const],
  ...[[0xff53, 0xcd] as const, [0xff54, 0xd0] as const, [0xff55, 0xc9] as const, [0xff56, 0xd1] as const],
  ...[[0xff57, 0xcf] as const, [0xff63, 0xd2] as const],
  // Print, Break, Menu.
  ...[[0xff61, 0xb7] as const, [0xff6b, 0xc6] as const, [0xff67, 0xdd] as const],
  // Shift, Ctrl, Alt and the Windows keys, left and right.
  ...[[0xffe1, 0x2a] as const, [0xffe2, 0x36] as const, [0xffe3, 0x1d] as const, [0xffe4, 0x9d] as const],
  ...[[0xffe9, 0x38] as const, [0xffea, 0xb8] as const, [0xffeb, 0xdb] as const, [0xffec, 0xdc] as const],
  // Of the number pad: Enter, divide, multiply, subtract, add, decimal, 0 to 9.
  ...[[0xff8d, 0x9c] as const, [0xffaf, 0xb5] as const, [0xffaa, 0x37] as const, [0xffad, 0x4a] as const],
  ...[[0xffab, 0x4e] as const, [0xffae, 0x53] as const, [0xffb0, 0x52] as const, [0xffb1, 0x4f] as const],
  ...[[0xffb2, 0x50] as const, [0xffb3, 0x51] as const, [0xffb4, 0x4b] as const, [0xffb5, 0x4c] as const],
  ...[[0xffb6, 0x4d] as const, [0xffb7, 0x47] as const, [0xffb8, 0x48] as const, [0xffb9, 0x49] as const],
  // F1 to F10, F11, F12.
  ...Array.from({ length: 10 }, (_, at) => [0xffbe + at, 0x3b + at] as const),
  ...[[0xffc8, 0x57] as const, [0xffc9, 0x58] as const],
];

/** What else the same keys are called: Shift+Tab, AltGr in its three names, a number pad without NumLock. */
const otherNames: readonly (readonly [keysym: number, scancode: number])[] = [
  ...[[0xfe20, 0x0f] as const, [0xfe03, 0xb8] as const, [0xff7e, 0xb8] as const, [0xffac, 0x53] as const],
  ...[[0xffe7, 0x38] as const, [0xffe8, 0xb8] as const],
  ...[[0xff95, 0xc7] as const, [0xff96, 0xcb] as const, [0xff97, 0xc8] as const, [0xff98, 0xcd] as const],
  ...[[0xff99, 0xd0] as const, [0xff9a, 0xc9] as const, [0xff9b, 0xd1] as const, [0xff9c, 0xcf] as const],
  ...[[0xff9e, 0xd2] as const, [0xff9f, 0xd3] as const],
];

const scancodes = new Map([...otherNames, ...pairs]);
const keysyms = new Map(pairs.map(([keysym, scancode]) => [scancode, keysym]));

/** The number pad without NumLock, by scancode. */
const padWithoutNum = new Map<number, number>([
  ...[[0x47, 0xff95] as const, [0x4b, 0xff96] as const, [0x48, 0xff97] as const, [0x4d, 0xff98] as const],
  ...[[0x50, 0xff99] as const, [0x49, 0xff9a] as const, [0x51, 0xff9b] as const, [0x4f, 0xff9c] as const],
  ...[[0x4c, 0xff9d] as const, [0x52, 0xff9e] as const, [0x53, 0xff9f] as const],
]);

export const pauseKey = { keysym: 0xff13, scancode: 0xc6 } as const;

/** Caps Lock, Num Lock, Scroll Lock: by keysym and by scancode. */
export const lockKeys = {
  keysyms: new Set([0xffe5, 0xff7f, 0xff14]),
  scancodes: new Set([0x3a, 0x45, 0x46]),
} as const;

export const altGr = 0xb8;
export const shiftKeys = [0x2a, 0x36] as const;
export const controlKeys = [0x1d, 0x9d] as const;

/** Held with another key, they change what that key does; with Shift and AltGr it only gives another character. */
export const chordKeys: ReadonlySet<number> = new Set([0x1d, 0x9d, 0x38, 0xdb, 0xdc]);
export const modifierKeys: ReadonlySet<number> = new Set([...chordKeys, ...shiftKeys, altGr]);

/** Null for keys that give characters, and for keys nobody knows. */
export function scancodeOf(keysym: number): number | null {
  return scancodes.get(keysym) ?? null;
}

/** Null for keys that give characters, and for keys nobody knows. */
export function keysymAt(scancode: number, numIsOn: boolean): number | null {
  return (numIsOn ? null : padWithoutNum.get(scancode)) ?? keysyms.get(scancode) ?? null;
}

/** A key of the number pad that gives a character with NumLock. */
export function isOnPad(scancode: number): boolean {
  return (scancode >= 0x47 && scancode <= 0x53) || scancode === 0x37 || scancode === 0xb5;
}
