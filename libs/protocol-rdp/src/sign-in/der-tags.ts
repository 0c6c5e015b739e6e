/** The identifiers that signing in has a use for; X.690 section 8.1.2. All have one octet. */
export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
  /** `[APPLICATION 0]`, constructed. */
  application0: 0x60,
} as const;

/** `[n]`, constructed, as of an explicit tag. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}
