/** The target was asked and said no; its words are not passed on. */
export class ChannelNotStarted extends Error {
  /** @param text for the person whose channel it was, in place of the standing words for a fault. */
  constructor(
    detail: string,
    readonly text: string | null = null,
  ) {
    super(detail);
  }
}
