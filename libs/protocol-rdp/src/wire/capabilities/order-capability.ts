import { PduWriter } from '../pdu-writer.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/**
 * TS_ORDER_CAPABILITYSET (MS-RDPBCGR section 2.2.7.1.3) that takes no drawing order: order support is negotiated, as both flags that
 * must be set say, and is zero for each.
 */
export function writeOrderCapability(): CapabilitySet {
  const negotiated = 0x0002;
  const zeroBoundsDeltas = 0x0008;
  const body = new PduWriter()
    .zeros(20)
    .u16(1, 20, 0, 1, 0, negotiated | zeroBoundsDeltas)
    .zeros(32)
    .u16(0, 0)
    .u32(0, 0)
    .u16(0, 0, 0, 0)
    .done();
  return { type: capabilityTypes.order, body };
}
