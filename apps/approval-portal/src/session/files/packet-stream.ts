import { BrokenStream } from './wire-fields.js';

/** OpenSSH's largest packet; a larger one is not waited for. */
const mostPacketBytes = 256 * 1024 + 1024;

/** Cuts what comes into packets, whatever pieces it comes in. */
export class PacketStream {
  private held: Uint8Array = new Uint8Array(0);

  /** The packets that this piece completes, each without its length. Throws BrokenStream. */
  *feed(piece: Uint8Array): Generator<Uint8Array> {
    let rest = this.held.length === 0 ? piece : joined(this.held, piece);
    while (rest.length >= 4) {
      const length = new DataView(rest.buffer, rest.byteOffset, 4).getUint32(0);
      if (length < 5 || length > mostPacketBytes) throw new BrokenStream();
      if (rest.length < 4 + length) break;
      yield rest.subarray(4, 4 + length);
      rest = rest.subarray(4 + length);
    }
    this.held = rest.slice();
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
