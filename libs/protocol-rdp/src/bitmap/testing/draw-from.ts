import { createHash } from 'node:crypto';

/** From a seed that stands in failures, so that a run can be repeated. */
export const seed = process.env['FUZZ_SEED'] ?? 'gatehouse';

/** Gives a whole number from 0, below the one given. */
export type Draw = (below: number) => number;

/** The same numbers for the same name and seed, at every run. */
export function drawFrom(name: string): Draw {
  let state = createHash('sha256').update(`${seed} ${name}`).digest();
  let at = 0;
  return (below) => {
    if (at > 28) {
      state = createHash('sha256').update(state).digest();
      at = 0;
    }
    at += 4;
    return state.readUInt32BE(at - 4) % below;
  };
}
