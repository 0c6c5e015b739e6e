import { PduWriter } from '../pdu-writer.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

// Capability sets that say the same for every session: nothing is cached, nothing is drawn by order, nobody shares control.

/** MS-RDPBCGR sections 2.2.7.1.4.1, 2.2.7.1.7, 2.2.7.1.8 and 2.2.7.1.9: caches of size 0. */
export const emptyCaches: readonly CapabilitySet[] = [
  { type: capabilityTypes.bitmapCache, body: Buffer.alloc(36) },
  { type: capabilityTypes.brush, body: Buffer.alloc(4) },
  { type: capabilityTypes.glyphCache, body: Buffer.alloc(48) },
  { type: capabilityTypes.offscreenCache, body: Buffer.alloc(8) },
];

/** Sections 2.2.7.2.2, 2.2.7.2.3, 2.2.7.2.4 and 2.2.7.1.11, as Microsoft's client sends them, without beeps. */
export const clientHabits: readonly CapabilitySet[] = [
  { type: capabilityTypes.control, body: new PduWriter().u16(0, 0, 2, 2).done() },
  { type: capabilityTypes.activation, body: Buffer.alloc(8) },
  { type: capabilityTypes.share, body: Buffer.alloc(4) },
  { type: capabilityTypes.font, body: new PduWriter().u16(1, 0).done() },
  { type: capabilityTypes.sound, body: Buffer.alloc(4) },
];

/** Sections 2.2.7.2.4 and 2.2.7.2.5: the server's user as a number, and that fonts are known. */
export const serverHabits: readonly CapabilitySet[] = [
  { type: capabilityTypes.share, body: new PduWriter().u16(0x03ea, 0).done() },
  { type: capabilityTypes.font, body: new PduWriter().u16(1, 0).done() },
  { type: capabilityTypes.colourCache, body: new PduWriter().u16(6, 0).done() },
];

/** Section 2.2.7.2.7: pointer shapes up to 96 by 96 pixels. */
export const largePointers: CapabilitySet = {
  type: capabilityTypes.largePointer,
  body: new PduWriter().u16(1).done(),
};
