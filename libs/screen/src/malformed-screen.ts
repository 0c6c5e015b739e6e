/** Bytes that are not what they claim to be. The message says what is wrong with them and holds nothing of them. */
export class MalformedScreen extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'MalformedScreen';
  }
}
