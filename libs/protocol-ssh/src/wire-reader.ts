/**
 * Reads the data types of RFC 4251 section 5 from bytes that a peer chose. Every length is judged against what is
 * there and against the most the caller will take; nothing is copied. What cannot be read is null, and so is all
 * that follows it.
 */
export class WireReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Takes at most `most` bytes: a longer string is null however many bytes there are. */
  string(most: number): Buffer | null {
    const length = this.uint32();
    return length === null || length > most ? this.fail() : this.take(length);
  }

  uint32(): number | null {
    return this.take(4)?.readUInt32BE(0) ?? null;
  }

  byte(): number | null {
    return this.take(1)?.[0] ?? null;
  }

  take(length: number): Buffer | null {
    if (length > this.bytes.length - this.at) return this.fail();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** True when everything was read, and nothing but what was there. */
  get isSpent(): boolean {
    return this.at === this.bytes.length;
  }

  /** Past the end by one, so that nothing more is read and `isSpent` stays false. */
  private fail(): null {
    this.at = this.bytes.length + 1;
    return null;
  }
}
