import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** TS_UD_CS_CORE (MS-RDPBCGR section 2.2.1.3.2). What a client leaves out at the end is read as 0 or empty. */
export interface ClientCoreData {
  /** 0x00080001 RDP 4, 0x00080004 RDP 5 to 8, 0x00080005 and above RDP 10. */
  readonly version: number;
  readonly width: number;
  readonly height: number;
  /** Windows input locale. */
  readonly keyboardLayout: number;
  readonly clientBuild: number;
  /** 15 characters at most. */
  readonly clientName: string;
  /** 4 for a keyboard of 101 or 102 keys. */
  readonly keyboardType: number;
  readonly keyboardSubtype: number;
  readonly functionKeys: number;
  /** 0xca00 4, 0xca01 8, 0xca02 15, 0xca03 16, 0xca04 24 bits of a pixel. */
  readonly postBeta2ColourDepth: number;
  /** 4, 8, 15, 16 or 24 bits of a pixel; 32 is asked for by an early capability. */
  readonly highColourDepth: number;
  /** Bits: 1 for 24, 2 for 16, 4 for 15, 8 for 32. */
  readonly supportedColourDepths: number;
  /** Bits of `earlyCapabilities`. */
  readonly earlyCapabilityFlags: number;
  /** 1 modem to 6 LAN, 7 to be found out; valid with its early capability only. */
  readonly connectionType: number;
  /** Which of `securityProtocols` the client saw chosen: must be the one that was. */
  readonly serverSelectedProtocol: number;
}

/** Bits of `earlyCapabilityFlags`, RNS_UD_CS_*. */
export const earlyCapabilities = {
  errorInfo: 0x0001,
  want32Bits: 0x0002,
  statusInfo: 0x0004,
  strongKeys: 0x0008,
  monitorLayout: 0x0040,
  connectionType: 0x0020,
  networkAutoDetect: 0x0080,
  graphicsPipeline: 0x0100,
  dynamicTimeZone: 0x0200,
  heartbeat: 0x0400,
  skipChannelJoin: 0x0800,
} as const;

/** @param body of the block. @throws MalformedPdu. */
export function readClientCoreData(body: Uint8Array): ClientCoreData {
  const reader = new PduReader(body, 'client core data');
  const version = reader.u32();
  const width = reader.u16();
  const height = reader.u16();
  reader.skip(4);
  const keyboardLayout = reader.u32();
  const clientBuild = reader.u32();
  const clientName = reader.utf16(32);
  const [keyboardType, keyboardSubtype, functionKeys] = [reader.u32(), reader.u32(), reader.u32()];
  reader.skip(64);
  const optional = (byteCount: 1 | 2 | 4): number => {
    if (reader.left < byteCount) return 0;
    return byteCount === 1 ? reader.u8() : byteCount === 2 ? reader.u16() : reader.u32();
  };
  const postBeta2ColourDepth = optional(2);
  optional(2);
  optional(4);
  const highColourDepth = optional(2);
  const supportedColourDepths = optional(2);
  const earlyCapabilityFlags = optional(2);
  reader.skip(Math.min(64, reader.left));
  const connectionType = optional(1);
  optional(1);
  const serverSelectedProtocol = optional(4);
  return {
    ...{ version, width, height, keyboardLayout, clientBuild, clientName },
    ...{ keyboardType, keyboardSubtype, functionKeys },
    ...{ postBeta2ColourDepth, highColourDepth, supportedColourDepths },
    ...{ earlyCapabilityFlags, connectionType, serverSelectedProtocol },
  };
}

/** The body of the block. */
export function writeClientCoreData(core: ClientCoreData): Buffer {
  return new PduWriter()
    .u32(core.version)
    .u16(core.width, core.height)
    .u16(0xca01, 0xaa03)
    .u32(core.keyboardLayout, core.clientBuild)
    .fixedUtf16(core.clientName, 32)
    .u32(core.keyboardType, core.keyboardSubtype, core.functionKeys)
    .zeros(64)
    .u16(core.postBeta2ColourDepth, 1)
    .u32(0)
    .u16(core.highColourDepth, core.supportedColourDepths, core.earlyCapabilityFlags)
    .zeros(64)
    .u8(core.connectionType, 0)
    .u32(core.serverSelectedProtocol)
    .done();
}
