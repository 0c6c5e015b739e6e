/** One look at a time; who asks while one is under way gets another after it, because it may have read too early. */
export class LookAgain {
  private running: Promise<void> | null = null;
  private wasAsked = false;

  /** @param failed hears what a look rejected with; the next one is not held up by it. */
  constructor(
    private readonly look: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Resolves when a look that began after this call is over. */
  ask(): Promise<void> {
    this.wasAsked = true;
    return (this.running ??= this.run());
  }

  /** Resolves when no look is under way. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.wasAsked) {
      this.wasAsked = false;
      await this.look().catch(this.failed);
    }
    // In the same step as the last question whether somebody asked, so that nobody is told of a look that is over.
    this.running = null;
  }
}
