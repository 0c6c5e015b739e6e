/** Where every rule gets the time from. Production has the system clock only; tests bring their own. */
export interface Clock {
  /** Wall time, UTC. */
  now(): Date;
  /** Milliseconds that never step back, from an arbitrary start. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
