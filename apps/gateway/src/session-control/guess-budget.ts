export interface GuessBudgetRules {
  readonly most: number;
  readonly inMs: number;
}

/** Thirty in a minute: the chance is reckoned in docs/threat-model.md. */
export const guessBudgetRules: GuessBudgetRules = { most: 30, inMs: 60_000 };

/**
 * How many wrong answers all the world together may give at a door where a guess names nobody, and so is good against everybody.
 * A try is taken before it is judged, and given back when it was right, so that many at once are no more than that.
 */
export class GuessBudget {
  private taken: number[] = [];

  constructor(
    private readonly monotonicMs: () => number,
    private readonly rules: GuessBudgetRules = guessBudgetRules,
  ) {}

  get isSpent(): boolean {
    const since = this.monotonicMs() - this.rules.inMs;
    this.taken = this.taken.filter((at) => at > since);
    return this.taken.length >= this.rules.most;
  }

  /** False when there is none left; the try must not be judged then. */
  take(): boolean {
    if (this.isSpent) return false;
    this.taken.push(this.monotonicMs());
    return true;
  }

  /** It was no guess. */
  giveBack(): void {
    this.taken.pop();
  }
}
