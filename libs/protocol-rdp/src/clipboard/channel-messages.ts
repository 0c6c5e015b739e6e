import { MalformedPdu } from '../wire/malformed-pdu.js';
import {
  chunkBytes,
  chunkFlags,
  readVirtualChannelChunk,
  writeVirtualChannelChunk,
} from '../wire/share/virtual-channel-chunk.js';

/** Puts the messages of a static virtual channel together from their chunks (MS-RDPBCGR section 3.1.5.2.2). */
export class ChannelMessages {
  private parts: Buffer[] | null = null;
  private announced = 0;
  private received = 0;
  private isTooLong = false;

  /** @param mostBytes of a message: a longer one is read past, and said to be too long at its end. */
  constructor(private readonly mostBytes: number) {}

  /**
   * The message that this chunk completes; null where more follows.
   * @throws MalformedPdu where chunks and the length they announced do not agree.
   */
  push(chunk: Uint8Array): Buffer | 'too-long' | null {
    const { messageBytes, flags, data } = readVirtualChannelChunk(chunk);
    if (flags & chunkFlags.first) {
      this.announced = messageBytes;
      this.received = 0;
      this.isTooLong = messageBytes > this.mostBytes;
      this.parts = [];
    }
    if (!this.parts) throw new MalformedPdu('a message of a channel has no beginning');
    this.received += data.length;
    if (this.received > this.announced)
      throw new MalformedPdu('a message of a channel is longer than it was said to be');
    if (!this.isTooLong) this.parts.push(Buffer.from(data));
    if (!(flags & chunkFlags.last)) return null;
    const { parts } = this;
    this.parts = null;
    if (this.received !== this.announced)
      throw new MalformedPdu('a message of a channel is shorter than it was said to be');
    return this.isTooLong ? 'too-long' : Buffer.concat(parts);
  }
}

/** A message in chunks that every side takes, each to be sent on the channel by itself. */
export function chunksOf(message: Buffer): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < message.length; at += chunkBytes) {
    const data = message.subarray(at, at + chunkBytes);
    const first = at === 0 ? chunkFlags.first : 0;
    const last = at + chunkBytes >= message.length ? chunkFlags.last : 0;
    const flags = first | last | chunkFlags.showProtocol;
    chunks.push(writeVirtualChannelChunk({ messageBytes: message.length, flags, data }));
  }
  return chunks;
}
