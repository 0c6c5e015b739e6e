import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { readSecurityHeader, securityFlags, writeSecurityHeader } from '../share/security-header.js';

/** A PDU of the licensing phase, with its preamble taken off (MS-RDPBCGR section 2.2.1.12.1.1, MS-RDPELE section 2.2.2). */
export interface LicenceMessage {
  /** One of `licenceMessages`. */
  readonly type: number;
  readonly body: Buffer;
}

export const licenceMessages = {
  request: 0x01,
  platformChallenge: 0x02,
  newLicence: 0x03,
  upgradeLicence: 0x04,
  licenceInfo: 0x12,
  newLicenceRequest: 0x13,
  platformChallengeResponse: 0x15,
  errorAlert: 0xff,
} as const;

/** Preamble version 3.0. */
const version = 3;

/** @param data of the I/O channel, from its security header on. @throws MalformedPdu. */
export function readLicenceMessage(data: Uint8Array): LicenceMessage {
  const { flags, body } = readSecurityHeader(data);
  if ((flags & securityFlags.licence) === 0)
    throw new MalformedPdu('licensing PDU does not say that it is one');
  const reader = new PduReader(body, 'licensing PDU');
  const type = reader.u8();
  reader.skip(1);
  const length = reader.u16();
  if (length < 4) reader.fail('is shorter than its preamble');
  return { type, body: reader.take(length - 4) };
}

/** From the security header on. */
export function writeLicenceMessage(type: number, body: Uint8Array): Buffer {
  return writeSecurityHeader(
    securityFlags.licence,
    new PduWriter()
      .u8(type, version)
      .u16(body.length + 4)
      .bytes(body)
      .done(),
  );
}
