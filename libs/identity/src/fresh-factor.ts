import { DomainError, isFactorFresh } from '@gatehouse/kernel';
import type { Principal } from './principal.js';

/** How fresh a factor must be for changing people, roles, keys and factors: five minutes. */
export const factorFreshSecondsForIdentity = 300;

/**
 * @param freshSeconds longest age of the factor; 0 asks for a code given for this very act.
 * @throws DomainError `fresh-factor-required`; the caller asks for a code (POST /api/step-up) and tries again.
 */
export function requireFreshFactor(principal: Principal, freshSeconds: number, now: Date): void {
  if (!isFactorFresh(principal.factorAt, freshSeconds, now))
    throw new DomainError(
      'fresh-factor-required',
      'Give a new code of your authenticator, then do it again.',
    );
}
