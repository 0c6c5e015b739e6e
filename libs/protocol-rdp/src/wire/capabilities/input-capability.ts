import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** TS_INPUT_CAPABILITYSET (MS-RDPBCGR section 2.2.7.1.6). */
export interface InputCapability {
  /** Bits of `inputFlags`. */
  readonly flags: number;
  /** Windows input locale; 0 from a server. */
  readonly keyboardLayout: number;
}

export const inputFlags = {
  scancodes: 0x0001,
  extendedButtons: 0x0004,
  /** Fast-path input as RDP 5.0 and 5.1 know it. */
  fastPath: 0x0008,
  unicode: 0x0010,
  /** The same as RDP 5.2 and later do. */
  fastPath2: 0x0020,
  horizontalWheel: 0x0100,
  qualityTimestamps: 0x0200,
} as const;

/** @throws MalformedPdu. */
export function readInputCapability(body: Uint8Array): InputCapability {
  const reader = new PduReader(body, 'input capability set');
  const flags = reader.u16();
  reader.skip(2);
  return { flags, keyboardLayout: reader.u32() };
}

export function writeInputCapability(input: InputCapability): CapabilitySet {
  const body = new PduWriter()
    .u16(input.flags, 0)
    // A keyboard of 101 or 102 keys with 12 function keys.
    .u32(input.keyboardLayout, 4, 0, 12)
    .zeros(64)
    .done();
  return { type: capabilityTypes.input, body };
}
