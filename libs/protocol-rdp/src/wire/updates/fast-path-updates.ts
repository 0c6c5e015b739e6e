import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';
import type { GraphicsUpdate } from './graphics-update.js';
import { longestUpdate } from './longest-update.js';

const fragments = { single: 0, last: 1, first: 2, next: 3 } as const;

/**
 * Takes the updates out of fast-path output PDUs (MS-RDPBCGR section 2.2.9.1.2) and puts fragments together. Invariant: what
 * waits here is at most `longestUpdate` bytes, and at most twice what did come.
 */
export class FastPathUpdates {
  private code = -1;
  private waiting = Buffer.alloc(0);
  private byteCount = 0;

  /** @param header the first byte of the frame. @returns what became whole with this PDU. @throws MalformedPdu. */
  take(header: number, payload: Uint8Array): readonly GraphicsUpdate[] {
    if ((header & 0xc0) !== 0) throw new MalformedPdu("a fast-path update is in RDP's own encryption");
    const reader = new PduReader(payload, 'fast-path update');
    const whole: GraphicsUpdate[] = [];
    while (reader.left > 0) {
      const updateHeader = reader.u8();
      // With this bit a byte of flags follows; without the flag "compressed" in it, the data is as it is.
      if (updateHeader & 0x80 && reader.u8() & 0x20) reader.fail('is compressed');
      const data = reader.take(reader.u16());
      const update = this.assemble(updateHeader & 0x0f, (updateHeader >> 4) & 3, data);
      if (update) whole.push(update);
    }
    return whole;
  }

  private assemble(code: number, fragment: number, data: Buffer): GraphicsUpdate | null {
    if (fragment === fragments.single || fragment === fragments.first) {
      if (this.code >= 0) throw new MalformedPdu('an update begins within the fragments of another');
      if (fragment === fragments.single) return { code, data };
      this.code = code;
    } else if (this.code !== code) throw new MalformedPdu('a fragment belongs to no update');
    this.keep(data);
    if (fragment !== fragments.last) return null;
    const update = { code, data: this.waiting.subarray(0, this.byteCount) };
    this.code = -1;
    this.waiting = Buffer.alloc(0);
    this.byteCount = 0;
    return update;
  }

  /** Copies, so that many small fragments cost no more than their bytes. */
  private keep(data: Buffer): void {
    const byteCount = this.byteCount + data.length;
    if (byteCount > longestUpdate) throw new MalformedPdu(`an update is longer than ${longestUpdate} bytes`);
    if (byteCount > this.waiting.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(longestUpdate, 2 * byteCount));
      this.waiting.copy(grown, 0, 0, this.byteCount);
      this.waiting = grown;
    }
    data.copy(this.waiting, this.byteCount);
    this.byteCount = byteCount;
  }
}
