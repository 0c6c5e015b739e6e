/** Builds one PDU from front to back. Numbers are little-endian unless the name says otherwise, and must fit. */
export class PduWriter {
  private readonly parts: Uint8Array[] = [];
  private byteCount = 0;

  /** How many bytes were written so far. */
  get length(): number {
    return this.byteCount;
  }

  u8(...values: readonly number[]): this {
    const part = Buffer.allocUnsafe(values.length);
    values.forEach((value, at) => part.writeUInt8(value, at));
    return this.bytes(part);
  }

  u16(...values: readonly number[]): this {
    const part = Buffer.allocUnsafe(values.length * 2);
    values.forEach((value, at) => part.writeUInt16LE(value, at * 2));
    return this.bytes(part);
  }

  u32(...values: readonly number[]): this {
    const part = Buffer.allocUnsafe(values.length * 4);
    values.forEach((value, at) => part.writeUInt32LE(value, at * 4));
    return this.bytes(part);
  }

  i16(value: number): this {
    const part = Buffer.allocUnsafe(2);
    part.writeInt16LE(value);
    return this.bytes(part);
  }

  u16be(...values: readonly number[]): this {
    const part = Buffer.allocUnsafe(values.length * 2);
    values.forEach((value, at) => part.writeUInt16BE(value, at * 2));
    return this.bytes(part);
  }

  u32be(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value);
    return this.bytes(part);
  }

  u64(value: bigint): this {
    const part = Buffer.allocUnsafe(8);
    part.writeBigUInt64LE(value);
    return this.bytes(part);
  }

  bytes(...parts: readonly Uint8Array[]): this {
    for (const part of parts) {
      this.parts.push(part);
      this.byteCount += part.length;
    }
    return this;
  }

  zeros(count: number): this {
    return this.bytes(Buffer.alloc(count));
  }

  /** UTF-16 text in a field of this many bytes, cut so that a NUL ends it. */
  fixedUtf16(text: string, byteCount: number): this {
    const field = Buffer.alloc(byteCount);
    field.write(text.slice(0, byteCount / 2 - 1), 'utf16le');
    return this.bytes(field);
  }

  /** The same with one byte per character. */
  fixedLatin1(text: string, byteCount: number): this {
    const field = Buffer.alloc(byteCount);
    field.write(text.slice(0, byteCount - 1), 'latin1');
    return this.bytes(field);
  }

  done(): Buffer {
    return Buffer.concat(this.parts, this.byteCount);
  }
}
