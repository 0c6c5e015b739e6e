/** The target was asked and said no; its words are not passed on. */
export class ChannelNotStarted extends Error {}
