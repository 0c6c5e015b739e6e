import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** CHANNEL_DEF (MS-RDPBCGR section 2.2.1.3.4.1): a static virtual channel that the client wants. */
export interface ChannelRequest {
  /** 1 to 7 characters of ASCII as sent, such as `cliprdr`; case means nothing. */
  readonly name: string;
  /** Bits of `channelOptions`. */
  readonly options: number;
}

export const channelOptions = {
  initialised: 0x80000000,
  encryptRdp: 0x40000000,
  compressRdp: 0x00800000,
  showProtocol: 0x00200000,
} as const;

const mostChannels = 31;

/** @param body of TS_UD_CS_NET. @throws MalformedPdu. */
export function readClientNetworkData(body: Uint8Array): readonly ChannelRequest[] {
  const reader = new PduReader(body, 'client network data');
  const count = reader.u32();
  if (count > mostChannels) reader.fail(`asks for more than ${mostChannels} channels`);
  return Array.from({ length: count }, () => ({ name: readName(reader), options: reader.u32() }));
}

export function writeClientNetworkData(channels: readonly ChannelRequest[]): Buffer {
  const writer = new PduWriter().u32(channels.length);
  for (const { name, options } of channels) writer.fixedLatin1(name, 8).u32(options);
  return writer.done();
}

/** The name goes into audit entries, so it is plain text or refused. */
function readName(reader: PduReader): string {
  const name = reader.latin1(8);
  return /^[\x21-\x7e]{0,7}$/.test(name) ? name : reader.fail('names a channel that cannot be named');
}
