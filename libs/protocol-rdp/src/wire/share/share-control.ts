import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** A PDU of the share (MS-RDPBCGR section 2.2.8.1.1.1.1). */
export interface ShareControlPdu {
  /** One of `shareControlTypes`, or one that is not spoken. */
  readonly type: number;
  /** The channel of who sent it; 0 where it does not say. */
  readonly source: number;
  readonly body: Buffer;
}

export const shareControlTypes = {
  demandActive: 1,
  confirmActive: 3,
  deactivateAll: 6,
  data: 7,
  /** Server redirection with TLS (section 2.2.13.3.1). It holds credentials of another server and is never followed. */
  redirection: 10,
} as const;

/** T.128 flow PDUs say this instead of a length, and mean nothing in RDP. */
const flowMarker = 0x8000;

/** All PDUs that one piece of data of the I/O channel holds; usually one. @throws MalformedPdu. */
export function readShareControls(data: Uint8Array): readonly ShareControlPdu[] {
  const reader = new PduReader(data, 'share control PDU');
  const pdus: ShareControlPdu[] = [];
  while (reader.left > 0) {
    const length = reader.u16();
    if (length === flowMarker) {
      reader.skip(6);
      continue;
    }
    // Windows has sent deactivate all PDUs that end before their source.
    if (length < 4) reader.fail('is shorter than its header');
    const pdu = reader.piece(length - 2, 'share control PDU');
    const type = pdu.u16() & 0x0f;
    pdus.push({ type, source: pdu.left < 2 ? 0 : pdu.u16(), body: pdu.rest() });
  }
  return pdus;
}

export function writeShareControl(pdu: ShareControlPdu): Buffer {
  return new PduWriter()
    .u16(pdu.body.length + 6, 0x10 | pdu.type, pdu.source)
    .bytes(pdu.body)
    .done();
}
