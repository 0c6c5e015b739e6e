import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { shareControlTypes, writeShareControl } from '../share/share-control.js';
import { readCapabilitySets, writeCapabilitySets } from './capability-set.js';
import type { CapabilitySet } from './capability-set.js';

/** The server begins a share and says what it can (MS-RDPBCGR section 2.2.1.13.1). */
export interface DemandActive {
  readonly shareId: number;
  readonly capabilities: readonly CapabilitySet[];
}

/** @param body of the share control PDU. @throws MalformedPdu. */
export function readDemandActive(body: Uint8Array): DemandActive {
  const reader = new PduReader(body, 'demand active');
  const shareId = reader.u32();
  const nameBytes = reader.u16();
  const setBytes = reader.u16();
  reader.skip(nameBytes);
  const capabilities = readCapabilitySets(reader.piece(setBytes, 'demand active'));
  // The session id that ends it is missing with some servers, and means nothing with all.
  return { shareId, capabilities };
}

/** A whole share control PDU. @param source the channel of the server's user. */
export function writeDemandActive(source: number, demand: DemandActive): Buffer {
  const name = Buffer.from('RDP\0', 'latin1');
  const sets = writeCapabilitySets(demand.capabilities);
  const body = new PduWriter()
    .u32(demand.shareId)
    .u16(name.length, sets.length)
    .bytes(name, sets)
    .u32(0)
    .done();
  return writeShareControl({ type: shareControlTypes.demandActive, source, body });
}
