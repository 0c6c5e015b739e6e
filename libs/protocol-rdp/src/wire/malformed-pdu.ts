/** The other side sent what RDP does not allow. The message says what was wrong and holds none of its bytes. */
export class MalformedPdu extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'MalformedPdu';
  }
}
