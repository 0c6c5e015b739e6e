/**
 * A factor is fresh when it was given at most `freshSeconds` ago. 0 means a code for this very act: only one
 * given within the last ten seconds counts, which is the time a step-up and the act behind it take.
 */
export function isFactorFresh(factorAt: Date | null, freshSeconds: number, now: Date): boolean {
  if (factorAt === null) return false;
  const ageMs = now.getTime() - factorAt.getTime();
  const limitMs = freshSeconds === 0 ? 10_000 : freshSeconds * 1000;
  return ageMs >= 0 && ageMs <= limitMs;
}
