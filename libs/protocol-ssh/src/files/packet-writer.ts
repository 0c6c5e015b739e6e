/** Writes one packet: length, type, then fields in order. */
export class PacketWriter {
  private readonly parts: Buffer[] = [];

  constructor(private readonly type: number) {}

  uint32(value: number): this {
    const field = Buffer.allocUnsafe(4);
    field.writeUInt32BE(value);
    this.parts.push(field);
    return this;
  }

  uint64(value: bigint): this {
    const field = Buffer.allocUnsafe(8);
    field.writeBigUInt64BE(value);
    this.parts.push(field);
    return this;
  }

  bytes(value: Buffer): this {
    this.uint32(value.length);
    this.parts.push(value);
    return this;
  }

  /** One byte for each character. */
  string(value: string): this {
    return this.bytes(Buffer.from(value, 'latin1'));
  }

  raw(value: Buffer): this {
    this.parts.push(value);
    return this;
  }

  finish(): Buffer {
    const length = this.parts.reduce((sum, part) => sum + part.length, 1);
    const head = Buffer.allocUnsafe(5);
    head.writeUInt32BE(length, 0);
    head.writeUInt8(this.type, 4);
    return Buffer.concat([head, ...this.parts], 4 + length);
  }
}
