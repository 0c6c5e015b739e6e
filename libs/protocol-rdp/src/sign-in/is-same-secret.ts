import { timingSafeEqual } from 'node:crypto';

/** Takes as long whichever byte differs. The lengths are no secret. */
export function isSameSecret(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
