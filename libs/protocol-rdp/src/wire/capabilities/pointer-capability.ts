import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** TS_POINTER_CAPABILITYSET (MS-RDPBCGR section 2.2.7.1.5): how many shapes can be kept, and be named by number. */
export interface PointerCapability {
  readonly colourShapes: number;
  /** Of any depth (new pointer updates); 0 where only colour pointers of 24 bits are known. */
  readonly shapes: number;
}

/** @throws MalformedPdu. */
export function readPointerCapability(body: Uint8Array): PointerCapability {
  const reader = new PduReader(body, 'pointer capability set');
  reader.skip(2);
  return { colourShapes: reader.u16(), shapes: reader.left < 2 ? 0 : reader.u16() };
}

export function writePointerCapability(pointer: PointerCapability): CapabilitySet {
  const body = new PduWriter().u16(1, pointer.colourShapes, pointer.shapes).done();
  return { type: capabilityTypes.pointer, body };
}
