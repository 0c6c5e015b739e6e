import { TargetWire } from '../../client/target-wire.js';
import type { Frame } from '../../wire/framing/pdu-framer.js';
import { writeTpkt } from '../../wire/framing/tpkt.js';
import type { OwnDeed, TraceEntry } from './target-trace.js';

/** The connection to a target, which keeps every PDU that it gives from the moment it is told to. */
export class CapturingWire extends TargetWire {
  readonly entries: TraceEntry[] = [];
  private isCapturing = false;

  /** What came before, such as the negotiation, is not kept. */
  capture(): void {
    this.isCapturing = true;
  }

  did(deed: OwnDeed): void {
    this.entries.push(deed);
  }

  override async next(): Promise<Frame> {
    const frame = await super.next();
    if (this.isCapturing) this.entries.push(bytesOf(frame));
    return frame;
  }
}

/** As it stood on the wire (MS-RDPBCGR section 2.2.9.1.2 for the length of a fast-path PDU). */
function bytesOf(frame: Frame): Buffer {
  if (frame.kind === 'tpkt') return writeTpkt(frame.payload);
  const { header, payload } = frame;
  const short = payload.length + 2;
  const long = payload.length + 3;
  const head = short < 0x80 ? [header, short] : [header, 0x80 | (long >> 8), long & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}
