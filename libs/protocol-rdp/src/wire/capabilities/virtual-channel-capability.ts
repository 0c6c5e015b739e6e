import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { chunkBytes } from '../share/virtual-channel-chunk.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** TS_VIRTUALCHANNEL_CAPABILITYSET (MS-RDPBCGR section 2.2.7.1.10): the longest chunk that is taken, in bytes. @throws MalformedPdu. */
export function readVirtualChannelCapability(body: Uint8Array): number {
  const reader = new PduReader(body, 'virtual channel capability set');
  reader.skip(4);
  return reader.left < 4 ? chunkBytes : Math.max(chunkBytes, reader.u32());
}

/** Without compression, in chunks of the usual size. */
export function writeVirtualChannelCapability(): CapabilitySet {
  return { type: capabilityTypes.virtualChannel, body: new PduWriter().u32(0, chunkBytes).done() };
}
