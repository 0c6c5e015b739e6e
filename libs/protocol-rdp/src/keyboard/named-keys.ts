/** Keys that give no character, by keysym and by scancode of set 1, with 0x80 set for those with the prefix E0. */
const pairs: readonly (readonly [keysym: number, scancode: number])[] = [
  // Backspace, Tab, Enter, Escape.
  ...[[0xff08, 0x0e] as const, [0xff09, 0x0f] as const, [0xff0d, 0x1c] as const, [0xff1b, 0x01] as const],
  // Delete, Home, Left, Up, Right, Down, Page Up, Page Down, End, Insert.
  ...[[0xffff, 0xd3] as const, [0xff50, 0xc7] as const, [0xff51, 0xcb] as const, [0xff52, 0xc8] as const],
  ...[[0xff53, 0xcd] as const, [0xff54, 0xd0] as const, [0xff55, 0xc9] as const, [0xff56, 0xd1] as const],
  ...[[0xff57, 0xcf] as const, [0xff63, 0xd2] as const],
  // Print, Print with Alt, Break, Menu, Enter of the number pad.
  ...[[0xff61, 0xb7] as const, [0xff15, 0x54] as const, [0xff6b, 0xc6] as const, [0xff67, 0xdd] as const],
  [0xff8d, 0x9c],
  // Shift, Ctrl, Alt and the Windows keys, left and right.
  ...[[0xffe1, 0x2a] as const, [0xffe2, 0x36] as const, [0xffe3, 0x1d] as const, [0xffe4, 0x9d] as const],
  ...[[0xffe9, 0x38] as const, [0xffea, 0xb8] as const, [0xffeb, 0xdb] as const, [0xffec, 0xdc] as const],
  // F1 to F10, F11, F12, F13 to F23, F24.
  ...Array.from({ length: 10 }, (_, at) => [0xffbe + at, 0x3b + at] as const),
  ...[[0xffc8, 0x57] as const, [0xffc9, 0x58] as const],
  ...Array.from({ length: 11 }, (_, at) => [0xffca + at, 0x64 + at] as const),
  [0xffd5, 0x76],
];

/** What else the same keys are called: Shift+Tab, Meta, and a number pad without Num Lock. */
const otherNames: readonly (readonly [keysym: number, scancode: number])[] = [
  ...[[0xfe20, 0x0f] as const, [0xffe7, 0x38] as const, [0xffe8, 0xb8] as const],
  ...[[0xff95, 0xc7] as const, [0xff96, 0xcb] as const, [0xff97, 0xc8] as const, [0xff98, 0xcd] as const],
  ...[[0xff99, 0xd0] as const, [0xff9a, 0xc9] as const, [0xff9b, 0xd1] as const, [0xff9c, 0xcf] as const],
  ...[[0xff9e, 0xd2] as const, [0xff9f, 0xd3] as const],
];

const scancodes = new Map([...otherNames, ...pairs]);
const keysyms = new Map(pairs.map(([keysym, scancode]) => [scancode, keysym]));

/** Its scancode is that of Break: on the wire it is three bytes long. */
export const pauseKey = { keysym: 0xff13, scancode: 0xc6 } as const;

/** Caps Lock, Shift Lock, Num Lock, Scroll Lock and Kana Lock by keysym; Caps Lock, Num Lock and Scroll Lock by scancode. */
export const lockKeys = {
  keysyms: new Set([0xffe5, 0xffe6, 0xff7f, 0xff14, 0xff2d]),
  scancodes: new Set([0x3a, 0x45, 0x46]),
} as const;

export const altGr = 0xb8;
export const leftAlt = 0x38;
export const shiftKeys: readonly number[] = [0x2a, 0x36];
export const controlKeys = [0x1d, 0x9d] as const;
/** AltGr in its two names (X11 keysymdef.h: ISO_Level3_Shift, Mode_switch). */
export const altGrKeysyms: readonly number[] = [0xfe03, 0xff7e];

/** Held with another key, they change what that key does; with Shift and AltGr it only gives another character. */
export const chordKeys: ReadonlySet<number> = new Set([...controlKeys, leftAlt, 0xdb, 0xdc]);
export const modifierKeys: ReadonlySet<number> = new Set([...chordKeys, ...shiftKeys, altGr]);

/** Null for keys that give characters, and for keys nobody knows. */
export function scancodeOf(keysym: number): number | null {
  return scancodes.get(keysym) ?? null;
}

/** Null for keys that give characters, and for keys nobody knows. */
export function keysymAt(scancode: number): number | null {
  return keysyms.get(scancode) ?? null;
}
