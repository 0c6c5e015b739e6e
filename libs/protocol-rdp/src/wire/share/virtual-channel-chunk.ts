import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** One piece of a message on a static virtual channel (MS-RDPBCGR section 2.2.6.1). */
export interface VirtualChannelChunk {
  /** Bytes of the whole message, as the other side says it: to be bounded by whoever puts it together. */
  readonly messageBytes: number;
  /** Bits of `chunkFlags`. */
  readonly flags: number;
  readonly data: Buffer;
}

export const chunkFlags = {
  first: 0x1,
  last: 0x2,
  showProtocol: 0x10,
  suspend: 0x20,
  resume: 0x40,
  compressed: 0x200000,
} as const;

/** What every side takes in one chunk. */
export const chunkBytes = 1600;

/** @throws MalformedPdu, also for bulk compression: it is never agreed to. */
export function readVirtualChannelChunk(data: Uint8Array): VirtualChannelChunk {
  const reader = new PduReader(data, 'virtual channel chunk');
  const messageBytes = reader.u32();
  const flags = reader.u32();
  if (flags & chunkFlags.compressed) reader.fail('is compressed');
  return { messageBytes, flags, data: reader.rest() };
}

export function writeVirtualChannelChunk(chunk: VirtualChannelChunk): Buffer {
  return new PduWriter().u32(chunk.messageBytes, chunk.flags).bytes(chunk.data).done();
}
