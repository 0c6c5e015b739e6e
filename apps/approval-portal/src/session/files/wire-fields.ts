const encoder = new TextEncoder();

/** The parts of SFTP version 3 (draft-ietf-secsh-filexfer-02) that this client speaks. */
export const packets = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  fstat: 8,
  opendir: 11,
  readdir: 12,
  remove: 13,
  realpath: 16,
  stat: 17,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
} as const;

export const codes = { ok: 0, endOfFile: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;

/** One packet: its length, its type, then fields in order. */
export class PacketFields {
  private readonly parts: Uint8Array[] = [];

  constructor(private readonly type: number) {}

  uint32(value: number): this {
    const field = new Uint8Array(4);
    new DataView(field.buffer).setUint32(0, value);
    this.parts.push(field);
    return this;
  }

  uint64(value: number): this {
    const field = new Uint8Array(8);
    new DataView(field.buffer).setBigUint64(0, BigInt(value));
    this.parts.push(field);
    return this;
  }

  bytes(value: Uint8Array): this {
    this.uint32(value.length);
    this.parts.push(value);
    return this;
  }

  string(value: string): this {
    return this.bytes(encoder.encode(value));
  }

  finish(): Uint8Array<ArrayBuffer> {
    const length = this.parts.reduce((sum, part) => sum + part.length, 1);
    const packet = new Uint8Array(4 + length);
    new DataView(packet.buffer).setUint32(0, length);
    packet[4] = this.type;
    let at = 5;
    for (const part of this.parts) {
      packet.set(part, at);
      at += part.length;
    }
    return packet;
  }
}

/** Reads fields from the front. Throws BrokenStream at the first that is not there. */
export class FieldReader {
  private readonly view: DataView;

  constructor(
    private readonly packet: Uint8Array,
    private at: number,
  ) {
    this.view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4));
  }

  /** Sizes beyond 2^53 do not stay exact; no file is that large. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.advance(8)));
  }

  bytes(): Uint8Array {
    const length = this.uint32();
    const start = this.advance(length);
    return this.packet.subarray(start, start + length);
  }

  private advance(length: number): number {
    const start = this.at;
    if (length > this.packet.length - start) throw new BrokenStream();
    this.at += length;
    return start;
  }
}

/** What came is no SFTP; the connection is of no use any more. */
export class BrokenStream extends Error {
  constructor() {
    super('what came is no SFTP');
    this.name = 'BrokenStream';
  }
}
