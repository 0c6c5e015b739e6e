import type { Group, MeasuredFigure } from './figure.js';

export interface MeasurementOptions {
  /** Large counts, for evidence rather than for a look. */
  readonly long: boolean;
  /** Progress for the person who waits. */
  say(text: string): void;
}

/** One group: what it starts once, and its measurements in order. */
export interface PromiseGroup {
  readonly name: Group;
  /** Figures are handed over as they come, so that a failing measurement does not take the others with it. */
  measure(options: MeasurementOptions, take: (figures: readonly MeasuredFigure[]) => void): Promise<void>;
}
