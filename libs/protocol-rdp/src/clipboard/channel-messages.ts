import { MalformedPdu } from '../wire/malformed-pdu.js';
import {
  chunkBytes,
  chunkFlags,
  readVirtualChannelChunk,
  writeVirtualChannelChunk,
} from '../wire/share/virtual-channel-chunk.js';

/** What a message is given room for at first: an announced length is no reason to hold as much. */
const firstBytes = 4096;

/**
 * Puts the messages of a static virtual channel together from their chunks (MS-RDPBCGR section 3.1.5.2.2). Invariant: it holds no more
 * than twice what has come of one message, however that was cut, and never more than `mostBytes`.
 */
export class ChannelMessages {
  private room: Buffer | null = null;
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
    if (flags & chunkFlags.first) this.begin(messageBytes);
    if (!this.room) throw new MalformedPdu('a message of a channel has no beginning');
    if (data.length > this.announced - this.received)
      throw new MalformedPdu('a message of a channel is longer than it was said to be');
    if (!this.isTooLong) data.copy(this.roomFor(data.length), this.received);
    this.received += data.length;
    if (!(flags & chunkFlags.last)) return null;
    if (this.received !== this.announced)
      throw new MalformedPdu('a message of a channel is shorter than it was said to be');
    const message = this.room.subarray(0, this.received);
    this.room = null;
    return this.isTooLong ? 'too-long' : message;
  }

  private begin(messageBytes: number): void {
    if (this.room) throw new MalformedPdu('a message of a channel begins within another');
    this.announced = messageBytes;
    this.received = 0;
    this.isTooLong = messageBytes > this.mostBytes;
    this.room = Buffer.alloc(this.isTooLong ? 0 : Math.min(messageBytes, firstBytes));
  }

  private roomFor(more: number): Buffer {
    const room = this.room ?? Buffer.alloc(0);
    if (this.received + more <= room.length) return room;
    const larger = Buffer.alloc(Math.min(this.announced, Math.max(2 * room.length, this.received + more)));
    room.copy(larger, 0, 0, this.received);
    this.room = larger;
    return larger;
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
