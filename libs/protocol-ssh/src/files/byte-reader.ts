import type { ByteDuplex } from './byte-duplex.js';
import { MalformedFileStream } from './malformed-file-stream.js';

/** Takes a stream by bytes and lines instead of pieces. Holds one piece, or one unfinished line. */
export class ByteReader {
  private held: Buffer = Buffer.alloc(0);

  constructor(private readonly stream: Pick<ByteDuplex, 'read'>) {}

  /** Null at the end. */
  async byte(): Promise<number | null> {
    const piece = await this.some(1);
    return piece === null ? null : piece[0]!;
  }

  /** At least one byte and at most so many; null at the end. */
  async some(most: number): Promise<Buffer | null> {
    while (this.held.length === 0) {
      const piece = await this.stream.read();
      if (piece === null) return null;
      this.held = piece;
    }
    const taken = this.held.subarray(0, most);
    this.held = this.held.subarray(taken.length);
    return taken;
  }

  /** Up to the next line feed, without it; null at the end. Throws MalformedFileStream when it is longer. */
  async line(mostBytes: number): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const piece = await this.some(mostBytes + 1);
      if (piece === null) return null;
      const end = piece.indexOf(0x0a);
      const part = end < 0 ? piece : piece.subarray(0, end);
      if (size + part.length > mostBytes) throw new MalformedFileStream('a line is too long');
      parts.push(part);
      size += part.length;
      if (end < 0) continue;
      // What came behind the line stands before what is still held.
      const behind = piece.subarray(end + 1);
      if (behind.length > 0) this.held = this.held.length > 0 ? Buffer.concat([behind, this.held]) : behind;
      return Buffer.concat(parts, size);
    }
  }
}
