/** The connection to the target has ended while something was expected of it. */
export class TargetGone extends Error {
  constructor(problem = 'the target closed the connection') {
    super(problem);
    this.name = 'TargetGone';
  }
}
