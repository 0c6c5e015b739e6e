/** The target sent what its protocol does not allow. The message says what was wrong and holds none of its bytes. */
export class MalformedTarget extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'MalformedTarget';
  }
}

/** The connection to the target has ended while something was expected of it. */
export class TargetGone extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'TargetGone';
  }
}
