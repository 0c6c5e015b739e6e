import { MalformedFileStream } from './malformed-file-stream.js';

/** Reads the fields of one packet from the front. Throws MalformedFileStream at the first that is not there. */
export class PacketReader {
  constructor(
    private readonly packet: Buffer,
    private at: number,
  ) {}

  isAtEnd(): boolean {
    return this.at === this.packet.length;
  }

  uint32(): number {
    return this.packet.readUInt32BE(this.advance(4));
  }

  uint64(): bigint {
    return this.packet.readBigUInt64BE(this.advance(8));
  }

  bytes(): Buffer {
    const length = this.uint32();
    const start = this.advance(length);
    return this.packet.subarray(start, start + length);
  }

  /** A string field, one character for each byte. */
  string(): string {
    return this.bytes().toString('latin1');
  }

  /** Everything that is left, read at once. */
  rest(): Buffer {
    const start = this.at;
    this.at = this.packet.length;
    return this.packet.subarray(start);
  }

  end(): void {
    if (!this.isAtEnd()) throw new MalformedFileStream('a packet holds more than its fields');
  }

  private advance(length: number): number {
    const start = this.at;
    if (length > this.packet.length - start) throw new MalformedFileStream('a field is cut off');
    this.at += length;
    return start;
  }
}
