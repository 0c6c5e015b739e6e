import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { readClientCoreData, writeClientCoreData } from './client-core-data.js';
import type { ClientCoreData } from './client-core-data.js';
import { readClientNetworkData, writeClientNetworkData } from './client-network-data.js';
import type { ChannelRequest } from './client-network-data.js';
import { readDataBlocks, writeDataBlock } from './data-blocks.js';

/** What a client says in its conference create request. Monitors and multitransport are read past. */
export interface ClientData {
  readonly core: ClientCoreData;
  /** Methods of RDP's own encryption; 0 within TLS. */
  readonly encryptionMethods: number;
  readonly channels: readonly ChannelRequest[];
  /** TS_UD_CS_CLUSTER: null where the client sent none. */
  readonly cluster: { readonly flags: number; readonly redirectedSessionId: number } | null;
  /** Whether the client can have a message channel (TS_UD_CS_MCS_MSGCHANNEL). */
  readonly isMessageChannelAsked: boolean;
}

const types = {
  core: 0xc001,
  security: 0xc002,
  network: 0xc003,
  cluster: 0xc004,
  messageChannel: 0xc006,
} as const;

/** @param bytes what `readConferenceCreateRequest` gave. @throws MalformedPdu. */
export function readClientData(bytes: Uint8Array): ClientData {
  const blocks = readDataBlocks(bytes);
  const bodyOf = (type: number): Buffer | null => blocks.find((block) => block.type === type)?.body ?? null;
  const core = bodyOf(types.core);
  if (core === null) throw new MalformedPdu('GCC user data lacks the client core data');
  const [security, network, cluster] = [bodyOf(types.security), bodyOf(types.network), bodyOf(types.cluster)];
  return {
    core: readClientCoreData(core),
    encryptionMethods: security === null ? 0 : new PduReader(security, 'client security data').u32(),
    channels: network === null ? [] : readClientNetworkData(network),
    cluster: cluster === null ? null : readClusterData(cluster),
    isMessageChannelAsked: bodyOf(types.messageChannel) !== null,
  };
}

export function writeClientData(data: ClientData): Buffer {
  const blocks = [writeDataBlock(types.core, writeClientCoreData(data.core))];
  if (data.cluster)
    blocks.push(
      writeDataBlock(
        types.cluster,
        new PduWriter().u32(data.cluster.flags, data.cluster.redirectedSessionId).done(),
      ),
    );
  blocks.push(writeDataBlock(types.security, new PduWriter().u32(data.encryptionMethods, 0).done()));
  if (data.channels.length > 0)
    blocks.push(writeDataBlock(types.network, writeClientNetworkData(data.channels)));
  if (data.isMessageChannelAsked)
    blocks.push(writeDataBlock(types.messageChannel, new PduWriter().u32(0).done()));
  return Buffer.concat(blocks);
}

function readClusterData(body: Buffer): { flags: number; redirectedSessionId: number } {
  const reader = new PduReader(body, 'client cluster data');
  return { flags: reader.u32(), redirectedSessionId: reader.u32() };
}
