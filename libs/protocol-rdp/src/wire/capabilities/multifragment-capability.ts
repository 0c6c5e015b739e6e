import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** TS_MULTIFRAGMENTUPDATE_CAPABILITYSET (MS-RDPBCGR section 2.2.7.2.6): the longest update that can be put together. @throws MalformedPdu. */
export function readMultifragmentCapability(body: Uint8Array): number {
  return new PduReader(body, 'multifragment update capability set').u32();
}

export function writeMultifragmentCapability(mostBytes: number): CapabilitySet {
  return { type: capabilityTypes.multifragmentUpdate, body: new PduWriter().u32(mostBytes).done() };
}
