/** The plant's order that input goes nowhere. A level: it holds from the row that was written until that is taken back. */
export interface Freeze {
  readonly since: Date;
  /** Name of the person who ordered it. */
  readonly by: string;
  readonly reason: string | null;
}

/** What was dropped while a freeze lasted. */
export interface DroppedInput {
  readonly bytes: number;
  readonly signals: number;
  readonly channels: number;
}

export function isSameFreeze(one: Freeze | null, other: Freeze | null): boolean {
  if (one === null || other === null) return one === other;
  return one.since.getTime() === other.since.getTime();
}
