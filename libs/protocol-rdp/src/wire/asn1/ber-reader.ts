import { PduReader } from '../pdu-reader.js';

/** The part of BER that the MCS connect PDUs are written in (X.690, with definite lengths only). */
export class BerReader {
  private readonly reader: PduReader;

  constructor(
    view: Uint8Array,
    private readonly part: string,
  ) {
    this.reader = new PduReader(view, part);
  }

  /** The content of the next element, whose tag must be this one: one byte, or two as `0x7f65`. */
  element(tag: number): Buffer {
    const found = tag > 0xff ? this.reader.u16be() : this.reader.u8();
    if (found !== tag) this.reader.fail('holds an element of another kind than is due');
    return this.reader.take(this.length());
  }

  sequence(tag = 0x30): BerReader {
    return new BerReader(this.element(tag), this.part);
  }

  octets(): Buffer {
    return this.element(0x04);
  }

  /** An integer of 0 to 2^32 - 1. */
  integer(): number {
    return this.number(this.element(0x02));
  }

  enumerated(): number {
    return this.number(this.element(0x0a));
  }

  boolean(): boolean {
    const content = this.element(0x01);
    if (content.length !== 1) this.reader.fail('holds a boolean of another size than 1');
    return content[0] !== 0;
  }

  end(): void {
    this.reader.end();
  }

  private number(content: Buffer): number {
    const digits = content[0] === 0 && content.length > 1 ? content.subarray(1) : content;
    if (digits.length < 1 || digits.length > 4)
      return this.reader.fail('holds a number of a size that is not due');
    return digits.readUIntBE(0, digits.length);
  }

  private length(): number {
    const first = this.reader.u8();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count < 1 || count > 4) return this.reader.fail('holds a length of a form that is not spoken');
    return this.reader.take(count).readUIntBE(0, count);
  }
}
