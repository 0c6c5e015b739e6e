import { nothingProven } from '@gatehouse/kernel';

/** The fingerprint as a person reads it: that nothing is proven is no fingerprint. */
export function shownFingerprint(fingerprint: string | null): string | null {
  return fingerprint === nothingProven ? null : fingerprint;
}
