/** Says that the gateway no longer knows this browser, so that the screens go to sign-in and come back after it. */
const listeners = new Set<() => void>();

export const signedOut = {
  announce(): void {
    for (const listener of [...listeners]) listener();
  },
  watch(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
