/** Gives false from the call on that is one too many; counts in steps of ten seconds. */
export function rateOf(most: number): () => boolean {
  let since = 0;
  let count = 0;
  return () => {
    const now = performance.now();
    if (now - since > 10_000) {
      since = now;
      count = 0;
    }
    return (count += 1) <= most;
  };
}
