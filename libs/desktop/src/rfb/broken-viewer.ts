/** A viewer that does not speak RFB as agreed. The message says what is wrong, and holds nothing of its bytes. */
export class BrokenViewer extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'BrokenViewer';
  }
}
