import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { capabilityTypes } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** TS_GENERAL_CAPABILITYSET (MS-RDPBCGR section 2.2.7.1.1). */
export interface GeneralCapability {
  /** Bits of `generalFlags`. */
  readonly extraFlags: number;
  /** What the server obeys; a client's are ignored. */
  readonly takesRefreshRect: boolean;
  readonly takesSuppressOutput: boolean;
}

export const generalFlags = {
  fastPathOutput: 0x0001,
  longCredentials: 0x0004,
  autoReconnect: 0x0008,
  encryptionSalted: 0x0010,
  noBitmapCompressionHeader: 0x0400,
} as const;

/** @throws MalformedPdu. */
export function readGeneralCapability(body: Uint8Array): GeneralCapability {
  const reader = new PduReader(body, 'general capability set');
  reader.skip(10);
  const extraFlags = reader.u16();
  reader.skip(6);
  return { extraFlags, takesRefreshRect: reader.u8() !== 0, takesSuppressOutput: reader.u8() !== 0 };
}

export function writeGeneralCapability(general: GeneralCapability): CapabilitySet {
  const body = new PduWriter()
    // Windows NT, protocol 2.0, no bulk compression.
    .u16(1, 3, 0x0200, 0, 0, general.extraFlags)
    .u16(0, 0, 0)
    .u8(Number(general.takesRefreshRect), Number(general.takesSuppressOutput))
    .done();
  return { type: capabilityTypes.general, body };
}
