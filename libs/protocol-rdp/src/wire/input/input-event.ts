/** What a client does with keyboard and mouse, the same for both paths (MS-RDPBCGR sections 2.2.8.1.1.3.1 and 2.2.8.1.2.2). */
export type InputEvent =
  | {
      readonly kind: 'scancode';
      /** Of set 1, one byte, without its prefix. */
      readonly code: number;
      /** With E0, such as the right Ctrl key. */
      readonly isExtended: boolean;
      /** With E1: the Pause key. */
      readonly isExtended1: boolean;
      readonly isReleased: boolean;
    }
  | {
      readonly kind: 'unicode';
      /** One unit of UTF-16: a character beyond U+FFFF comes as two events. */
      readonly unit: number;
      readonly isReleased: boolean;
    }
  /** `flags` of `pointerFlags`; the position is in pixels of the desktop and may lie beyond it. */
  | { readonly kind: 'pointer'; readonly flags: number; readonly x: number; readonly y: number }
  /** `flags` of `extendedPointerFlags`. */
  | { readonly kind: 'extended-pointer'; readonly flags: number; readonly x: number; readonly y: number }
  /** Which lock keys are on, bits of `lockFlags`; all other keys are up. */
  | { readonly kind: 'synchronize'; readonly locks: number };

/** Section 2.2.8.1.1.3.1.1.3. */
export const pointerFlags = {
  horizontalWheel: 0x0400,
  wheel: 0x0200,
  /** Of a wheel. */
  wheelNegative: 0x0100,
  /** How far a wheel turned, 120 being one notch, in two's complement with `wheelNegative` as its sign. */
  wheelMask: 0x00ff,
  move: 0x0800,
  down: 0x8000,
  left: 0x1000,
  right: 0x2000,
  middle: 0x4000,
} as const;

/** Section 2.2.8.1.1.3.1.1.4. */
export const extendedPointerFlags = { down: 0x8000, back: 0x0001, forward: 0x0002 } as const;

/** Section 2.2.8.1.1.3.1.1.5. */
export const lockFlags = { scroll: 0x1, num: 0x2, caps: 0x4, kana: 0x8 } as const;
