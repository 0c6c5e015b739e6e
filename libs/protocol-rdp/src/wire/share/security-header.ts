import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/**
 * TS_SECURITY_HEADER (MS-RDPBCGR section 2.2.8.1.1.2.1). Within TLS only the client info, licensing and message channel PDUs
 * begin with it; everything else of the I/O channel begins with a share control header.
 */
export interface SecuredPdu {
  /** Bits of `securityFlags`. */
  readonly flags: number;
  readonly body: Buffer;
}

export const securityFlags = {
  exchange: 0x0001,
  transportRequest: 0x0002,
  transportResponse: 0x0004,
  encrypt: 0x0008,
  info: 0x0040,
  licence: 0x0080,
  redirection: 0x0400,
  autoDetectRequest: 0x1000,
  autoDetectResponse: 0x2000,
  heartbeat: 0x4000,
} as const;

/** @throws MalformedPdu, also for a PDU in RDP's own encryption. */
export function readSecurityHeader(data: Uint8Array): SecuredPdu {
  const reader = new PduReader(data, 'security header');
  const flags = reader.u16();
  reader.skip(2);
  if (flags & securityFlags.encrypt) reader.fail("announces RDP's own encryption, which is not spoken");
  return { flags, body: reader.rest() };
}

export function writeSecurityHeader(flags: number, body: Uint8Array): Buffer {
  return new PduWriter().u16(flags, 0).bytes(body).done();
}
