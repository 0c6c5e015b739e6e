import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { shareControlTypes, writeShareControl } from '../share/share-control.js';
import { readCapabilitySets, writeCapabilitySets } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** The client says what it can in a share (MS-RDPBCGR section 2.2.1.13.2). */
export interface ConfirmActive {
  /** As the server said it. */
  readonly shareId: number;
  readonly capabilities: readonly CapabilitySet[];
}

/** The server's user, which has this id always. */
const originatorId = 0x03ea;

/** @param body of the share control PDU. @throws MalformedPdu. */
export function readConfirmActive(body: Uint8Array): ConfirmActive {
  const reader = new PduReader(body, 'confirm active');
  const shareId = reader.u32();
  reader.skip(2);
  const nameBytes = reader.u16();
  const setBytes = reader.u16();
  reader.skip(nameBytes);
  return { shareId, capabilities: readCapabilitySets(reader.piece(setBytes, 'confirm active')) };
}

/** A whole share control PDU. @param source the channel of the client's user, which is its user id. */
export function writeConfirmActive(source: number, confirm: ConfirmActive): Buffer {
  const name = Buffer.from('MSTSC\0', 'latin1');
  const sets = writeCapabilitySets(confirm.capabilities);
  const body = new PduWriter()
    .u32(confirm.shareId)
    .u16(originatorId, name.length, sets.length)
    .bytes(name, sets)
    .done();
  return writeShareControl({ type: shareControlTypes.confirmActive, source, body });
}
