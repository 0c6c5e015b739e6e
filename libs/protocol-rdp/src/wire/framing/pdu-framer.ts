import { MalformedPdu } from '../malformed-pdu.js';

/**
 * One PDU of the stream. `tpkt` (RFC 1006, MS-RDPBCGR section 5.3.8) holds an X.224 TPDU; `fast-path` holds updates or input
 * (sections 2.2.8.1.2 and 2.2.9.1.2), `header` being its first byte.
 */
export type Frame =
  | { readonly kind: 'tpkt'; readonly payload: Buffer }
  | { readonly kind: 'fast-path'; readonly header: number; readonly payload: Buffer };

const largestTpkt = 0xffff;

/**
 * Cuts a stream of bytes into PDUs. Invariant: what waits here is less than one PDU beside the piece pushed last, when
 * `next` is asked until it gives null after each push. A PDU's size is judged by its header, before its body is waited for.
 */
export class PduFramer {
  private readonly pieces: Buffer[] = [];
  private byteCount = 0;

  /** @param mostBytes of one PDU, its header included; what is larger is malformed. */
  constructor(private mostBytes = largestTpkt) {}

  /** How many bytes have come and were not given out: none may be there when encryption begins. */
  get waiting(): number {
    return this.byteCount;
  }

  /** Another bound from now on, as when a stranger has signed in. */
  allow(mostBytes: number): void {
    this.mostBytes = mostBytes;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.byteCount += bytes.length;
  }

  /** The next PDU, null until all of it has come. @throws MalformedPdu for a header that cannot be one. */
  next(): Frame | null {
    const header = this.measure();
    if (header === null) return null;
    const { headerBytes, pduBytes, first } = header;
    if (pduBytes < headerBytes) throw new MalformedPdu('a PDU says it is shorter than its header');
    if (pduBytes > this.mostBytes)
      throw new MalformedPdu(`a PDU says it is longer than ${this.mostBytes} bytes`);
    if (this.byteCount < pduBytes) return null;
    const payload = this.cut(pduBytes).subarray(headerBytes);
    return first === 3 ? { kind: 'tpkt', payload } : { kind: 'fast-path', header: first, payload };
  }

  /** Everything that waits, which is then no longer here: for what is not framed, such as CredSSP. */
  takeAll(): Buffer {
    return this.cut(this.byteCount);
  }

  private measure(): { first: number; headerBytes: number; pduBytes: number } | null {
    if (this.byteCount < 2) return null;
    const first = this.byteAt(0);
    if (first === 3) {
      if (this.byteCount < 4) return null;
      return { first, headerBytes: 4, pduBytes: (this.byteAt(2) << 8) | this.byteAt(3) };
    }
    if ((first & 3) !== 0) throw new MalformedPdu('a PDU is neither TPKT nor fast-path');
    const length = this.byteAt(1);
    if (length < 0x80) return { first, headerBytes: 2, pduBytes: length };
    if (this.byteCount < 3) return null;
    return { first, headerBytes: 3, pduBytes: ((length & 0x7f) << 8) | this.byteAt(2) };
  }

  private byteAt(index: number): number {
    let before = 0;
    for (const piece of this.pieces) {
      if (index < before + piece.length) return piece[index - before]!;
      before += piece.length;
    }
    return 0;
  }

  private cut(count: number): Buffer {
    this.byteCount -= count;
    const [first] = this.pieces;
    if (first && first.length > count) {
      this.pieces[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    if (first && first.length === count) {
      this.pieces.shift();
      return first;
    }
    const bytes = Buffer.allocUnsafe(count);
    let [filled, whole] = [0, 0];
    for (const piece of this.pieces) {
      const used = piece.copy(bytes, filled);
      filled += used;
      if (used < piece.length) {
        this.pieces[whole] = piece.subarray(used);
        break;
      }
      whole += 1;
      if (filled === count) break;
    }
    this.pieces.splice(0, whole);
    return bytes;
  }
}
