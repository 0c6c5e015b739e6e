import { MalformedFileStream } from './malformed-file-stream.js';
import { mostPacketBytes } from './sftp-numbers.js';

const lengthBytes = 4;

/**
 * Cuts a stream into SFTP packets, whatever pieces it comes in. Holds one unfinished packet at most; a length is
 * judged before anything is set aside for it. A packet includes its length field, and belongs to the receiver.
 */
export class PacketSplitter {
  private head = Buffer.alloc(0);
  private packet: Buffer | null = null;
  private filled = 0;

  /** The packets that this piece completes. Throws MalformedFileStream; the stream is over then. */
  *feed(piece: Buffer): Generator<Buffer> {
    let rest = piece;
    while (rest.length > 0) {
      if (this.packet === null) {
        if (this.head.length > 0 || rest.length < lengthBytes) {
          const missing = lengthBytes - this.head.length;
          this.head = Buffer.concat([this.head, rest.subarray(0, missing)]);
          rest = rest.subarray(missing);
          if (this.head.length < lengthBytes) return;
          this.begin(packetBytes(this.head), this.head);
          this.head = Buffer.alloc(0);
        } else {
          const size = packetBytes(rest);
          if (rest.length >= size) {
            yield rest.subarray(0, size);
            rest = rest.subarray(size);
            continue;
          }
          this.begin(size, rest.subarray(0, lengthBytes));
          rest = rest.subarray(lengthBytes);
        }
      }
      rest = this.fill(rest);
      const done = this.packet;
      if (done === null || this.filled < done.length) return;
      this.packet = null;
      yield done;
    }
  }

  /** True when the stream may end here. */
  isBetweenPackets(): boolean {
    return this.packet === null && this.head.length === 0;
  }

  private begin(size: number, head: Buffer): void {
    this.packet = Buffer.allocUnsafe(size);
    head.copy(this.packet);
    this.filled = lengthBytes;
  }

  private fill(rest: Buffer): Buffer {
    if (this.packet === null) return rest;
    const taken = rest.copy(this.packet, this.filled);
    this.filled += taken;
    return rest.subarray(taken);
  }
}

function packetBytes(head: Buffer): number {
  const length = head.readUInt32BE(0);
  // A type and an id at least; INIT and VERSION have a version in the id's place.
  if (length < 5) throw new MalformedFileStream('a packet is too short');
  if (length > mostPacketBytes) throw new MalformedFileStream('a packet is too long');
  return lengthBytes + length;
}
