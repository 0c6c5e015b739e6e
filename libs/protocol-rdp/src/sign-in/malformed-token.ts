/** A peer sent what the standards of signing in do not allow. The message says what is wrong and holds none of its bytes. */
export class MalformedToken extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'MalformedToken';
  }
}
