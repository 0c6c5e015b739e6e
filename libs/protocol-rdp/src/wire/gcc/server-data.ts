import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { readDataBlocks, writeDataBlock } from './data-blocks.js';

/** What a server says in its conference create response (MS-RDPBCGR section 2.2.1.4). Multitransport is read past. */
export interface ServerData {
  /** As in the client core data. */
  readonly version: number;
  /** What the server read in the connection request; null where it does not say. */
  readonly clientRequestedProtocols: number | null;
  /** Bits of `serverEarlyCapabilities`. */
  readonly earlyCapabilityFlags: number;
  /** 0 and 0 where TLS protects the connection; anything else would be RDP's own encryption. */
  readonly encryptionMethod: number;
  readonly encryptionLevel: number;
  /** The channel that all but static virtual channels use. */
  readonly ioChannelId: number;
  /** Ids for the channels that the client asked for, in its order; 0 for those it does not get. */
  readonly channelIds: readonly number[];
  /** For auto-detect and heartbeats; null where there is none. */
  readonly messageChannelId: number | null;
}

export const serverEarlyCapabilities = {
  edgeActions: 0x1,
  dynamicTimeZone: 0x2,
  skipChannelJoin: 0x8,
} as const;

const types = { core: 0x0c01, security: 0x0c02, network: 0x0c03, messageChannel: 0x0c04 } as const;
const mostChannels = 31;

/** @param bytes what `readConferenceCreateResponse` gave. @throws MalformedPdu. */
export function readServerData(bytes: Uint8Array): ServerData {
  const blocks = readDataBlocks(bytes);
  const readerOf = (type: number, part: string): PduReader | null => {
    const block = blocks.find((found) => found.type === type);
    return block ? new PduReader(block.body, part) : null;
  };
  const core = readerOf(types.core, 'server core data');
  const network = readerOf(types.network, 'server network data');
  if (core === null || network === null) throw new MalformedPdu('GCC user data lacks a block of the server');
  const security = readerOf(types.security, 'server security data');
  const messageChannel = readerOf(types.messageChannel, 'server message channel data');
  const version = core.u32();
  const clientRequestedProtocols = core.left >= 4 ? core.u32() : null;
  const earlyCapabilityFlags = core.left >= 4 ? core.u32() : 0;
  const ioChannelId = network.u16();
  const count = network.u16();
  if (count > mostChannels) network.fail(`gives more than ${mostChannels} channels`);
  return {
    ...{ version, clientRequestedProtocols, earlyCapabilityFlags },
    encryptionMethod: security?.u32() ?? 0,
    encryptionLevel: security?.u32() ?? 0,
    ioChannelId,
    channelIds: Array.from({ length: count }, () => network.u16()),
    messageChannelId: messageChannel?.u16() ?? null,
  };
}

export function writeServerData(data: ServerData): Buffer {
  const network = new PduWriter().u16(data.ioChannelId, data.channelIds.length, ...data.channelIds);
  if (data.channelIds.length % 2 === 1) network.zeros(2);
  const blocks = [
    writeDataBlock(
      types.core,
      new PduWriter().u32(data.version, data.clientRequestedProtocols ?? 0, data.earlyCapabilityFlags).done(),
    ),
    writeDataBlock(types.security, new PduWriter().u32(data.encryptionMethod, data.encryptionLevel).done()),
    writeDataBlock(types.network, network.done()),
  ];
  if (data.messageChannelId !== null)
    blocks.push(writeDataBlock(types.messageChannel, new PduWriter().u16(data.messageChannelId).done()));
  return Buffer.concat(blocks);
}
