/** Keys without a character, as X11 numbers them (keysymdef.h). */
export const keysyms = {
  backspace: 0xff08,
  tab: 0xff09,
  enter: 0xff0d,
  escape: 0xff1b,
  left: 0xff51,
  up: 0xff52,
  right: 0xff53,
  down: 0xff54,
  control: 0xffe3,
  alt: 0xffe9,
} as const;

/** The keysym of one character: itself in Latin-1, beyond it by its Unicode number (X11 protocol, appendix A). */
export function keysymOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a || code === 0x0d) return keysyms.enter;
  if (code === 0x09) return keysyms.tab;
  const isLatin1 = (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff);
  return isLatin1 ? code : 0x01_00_00_00 | code;
}
