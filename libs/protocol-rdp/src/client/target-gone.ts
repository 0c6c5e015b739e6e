/** The connection to the target has ended while something was expected of it. */
export class TargetGone extends Error {
  constructor(
    problem = 'the target closed the connection',
    /** The reason of its MCS Disconnect Provider Ultimatum; null where it sent none. */
    readonly ultimatum: number | null = null,
  ) {
    super(problem);
    this.name = 'TargetGone';
  }
}
