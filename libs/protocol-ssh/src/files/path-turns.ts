/**
 * One path operation after the other, over all channels of a session: what was resolved and judged must still be so
 * when it is carried out, and another channel of the same person could move a folder in between.
 */
export class PathTurns {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when it is this caller's turn, with what ends the turn. */
  async take(): Promise<() => void> {
    const before = this.last;
    let end: () => void = () => undefined;
    this.last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}
