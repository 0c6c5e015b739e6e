import { MalformedPdu } from './malformed-pdu.js';

/**
 * Reads one PDU, or a part of one, from front to back. Numbers are little-endian unless the name says otherwise. Invariant:
 * it gives views and numbers only, so nothing is allocated on the word of the other side, and nothing is read past the end.
 * Everything short throws `MalformedPdu` with the name of the part.
 */
export class PduReader {
  private readonly bytes: Buffer;
  private at = 0;

  /** @param part what is read, for the message of an error: `client core data`. */
  constructor(
    view: Uint8Array,
    private readonly part: string,
  ) {
    this.bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  }

  /** How many bytes have not been read. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.at;
  }

  u8(): number {
    return this.bytes[this.advance(1)]!;
  }

  u16(): number {
    return this.bytes.readUInt16LE(this.advance(2));
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.advance(4));
  }

  i16(): number {
    return this.bytes.readInt16LE(this.advance(2));
  }

  u16be(): number {
    return this.bytes.readUInt16BE(this.advance(2));
  }

  u32be(): number {
    return this.bytes.readUInt32BE(this.advance(4));
  }

  u64(): bigint {
    return this.bytes.readBigUInt64LE(this.advance(8));
  }

  /** A view of the next bytes; it is true for as long as the PDU is. */
  take(count: number): Buffer {
    const from = this.advance(count);
    return this.bytes.subarray(from, from + count);
  }

  /** The same, as something to read from. */
  piece(count: number, part: string): PduReader {
    return new PduReader(this.take(count), part);
  }

  rest(): Buffer {
    return this.take(this.left);
  }

  skip(count: number): void {
    this.advance(count);
  }

  /** The next byte without taking it, null at the end. */
  peek(): number | null {
    return this.bytes[this.at] ?? null;
  }

  /** UTF-16 text in a field of this many bytes, up to its first NUL. */
  utf16(byteCount: number): string {
    if (byteCount % 2 !== 0) return this.fail('holds half a character');
    return upToNul(this.take(byteCount).toString('utf16le'));
  }

  /** The same with one byte per character. */
  latin1(byteCount: number): string {
    return upToNul(this.take(byteCount).toString('latin1'));
  }

  /** @throws MalformedPdu where bytes are left over. */
  end(): void {
    if (this.left > 0) this.fail(`is followed by ${this.left} bytes more`);
  }

  fail(problem: string): never {
    throw new MalformedPdu(`${this.part} ${problem}`);
  }

  private advance(count: number): number {
    if (!(count >= 0 && count <= this.left)) this.fail('is too short');
    const from = this.at;
    this.at += count;
    return from;
  }
}

function upToNul(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
