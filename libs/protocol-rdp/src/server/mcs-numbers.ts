/** The server as a user (MS-RDPBCGR section 2.2.8.1.1.1.1 calls it the channel of the server). */
export const serverUserId = 1002;
/** The channel of everything but virtual channels; those follow it. */
export const ioChannelId = 1003;
/** A connection has one share. */
export const shareId = 0x0001_03ea;

/** Past the channels, as every user has a channel of its own number. */
export function userIdAmong(channelCount: number): number {
  return ioChannelId + channelCount + 1;
}
