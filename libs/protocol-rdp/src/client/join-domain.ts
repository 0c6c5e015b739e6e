import { readConferenceCreateResponse, writeConferenceCreateRequest } from '../wire/gcc/conference-create.js';
import { earlyCapabilities } from '../wire/gcc/client-core-data.js';
import type { ClientCoreData } from '../wire/gcc/client-core-data.js';
import { writeClientData } from '../wire/gcc/client-data.js';
import { channelOptions } from '../wire/gcc/client-network-data.js';
import { readServerData } from '../wire/gcc/server-data.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { writeConnectInitial } from '../wire/mcs/connect-initial.js';
import { readConnectResponse } from '../wire/mcs/connect-response.js';
import { readDomainPdu } from '../wire/mcs/domain-pdu.js';
import type { DomainPdu } from '../wire/mcs/domain-pdu.js';
import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { readDataTpdu, writeDataTpdu } from '../wire/x224/data-tpdu.js';
import { securityProtocols } from '../wire/x224/security-protocols.js';
import { unreachable } from './refused-dial.js';
import type { TargetWire } from './target-wire.js';

/** What a client asks a target's session to be. */
export interface SessionWish {
  readonly width: number;
  readonly height: number;
  /** Settings ask for 16 or 32; machines without 32 answer with 24. */
  readonly colourDepth: 16 | 24 | 32;
  readonly keyboardLayout: number;
  readonly protocol: 'tls' | 'hybrid' | 'hybrid-ex';
}

/** The channels of one connection, by their ids. */
export interface TargetDomain {
  readonly userId: number;
  readonly ioChannelId: number;
  /** For auto-detect and heartbeats; null where the target has none. */
  readonly messageChannelId: number | null;
  /** Null where the target serves no clipboard. */
  readonly clipboardChannelId: number | null;
  /** For `drdynvc`; null where the target serves no dynamic channels. */
  readonly dynamicChannelId: number | null;
}

const clipboard = {
  name: 'cliprdr',
  options: (channelOptions.initialised | channelOptions.encryptRdp | channelOptions.showProtocol) >>> 0,
};
const dynamic = {
  name: 'drdynvc',
  options: (channelOptions.initialised | channelOptions.encryptRdp) >>> 0,
};
const chosen = {
  tls: securityProtocols.tls,
  hybrid: securityProtocols.hybrid,
  'hybrid-ex': securityProtocols.hybridEx,
} as const;

/** Basic settings exchange and channel connection (MS-RDPBCGR sections 1.3.1.1 and 3.2.5.3). @throws RefusedDial, MalformedPdu. */
export async function joinDomain(wire: TargetWire, wish: SessionWish): Promise<TargetDomain> {
  const blocks = writeClientData({
    core: coreData(wish),
    encryptionMethods: 0,
    channels: [clipboard, dynamic],
    cluster: null,
    isMessageChannelAsked: true,
  });
  wire.send(writeDataTpdu(writeConnectInitial(writeConferenceCreateRequest(blocks))));
  const { result, userData } = readConnectResponse(await nextMcs(wire));
  if (result !== 0) throw unreachable(`the target refuses the conference (${result})`);
  const server = readServerData(readConferenceCreateResponse(userData));
  if (server.encryptionMethod !== 0 || server.encryptionLevel !== 0)
    throw new MalformedPdu("the target wants RDP's own encryption within TLS");
  const [clipboardChannelId = 0, dynamicChannelId = 0] = server.channelIds;
  say(wire, { kind: 'erect-domain' });
  say(wire, { kind: 'attach-user-request' });
  const attached = readDomainPdu(await nextMcs(wire));
  if (attached.kind !== 'attach-user-confirm' || attached.result !== 0)
    throw unreachable('the target lets no user in');
  const { userId } = attached;
  const { ioChannelId, messageChannelId } = server;
  const offered = [userId, ioChannelId, messageChannelId ?? 0, clipboardChannelId, dynamicChannelId];
  const wanted = offered.filter((id) => id !== 0);
  for (const channelId of new Set(wanted)) await join(wire, userId, channelId);
  return {
    ...{ userId, ioChannelId, messageChannelId },
    clipboardChannelId: clipboardChannelId === 0 ? null : clipboardChannelId,
    dynamicChannelId: dynamicChannelId === 0 ? null : dynamicChannelId,
  };
}

async function join(wire: TargetWire, userId: number, channelId: number): Promise<void> {
  say(wire, { kind: 'channel-join-request', userId, channelId });
  const joined = readDomainPdu(await nextMcs(wire));
  if (joined.kind !== 'channel-join-confirm' || joined.result !== 0 || joined.channelId !== channelId)
    throw unreachable('the target does not open a channel that it offered');
}

function coreData({ width, height, colourDepth, keyboardLayout, protocol }: SessionWish): ClientCoreData {
  const { errorInfo, want32Bits, networkAutoDetect, heartbeat, connectionType } = earlyCapabilities;
  return {
    // RDP 5 to 8.
    version: 0x0008_0004,
    ...{ width, height, keyboardLayout },
    clientBuild: 2600,
    clientName: 'gatehouse',
    ...{ keyboardType: 4, keyboardSubtype: 0, functionKeys: 12 },
    postBeta2ColourDepth: colourDepth === 16 ? 0xca03 : 0xca04,
    highColourDepth: colourDepth === 16 ? 16 : 24,
    supportedColourDepths: 0x0f,
    earlyCapabilityFlags:
      errorInfo | (colourDepth === 32 ? want32Bits : 0) | networkAutoDetect | heartbeat | connectionType,
    // A local network: nothing is left out of the picture for want of bandwidth.
    connectionType: 6,
    serverSelectedProtocol: chosen[protocol],
  };
}

function say(wire: TargetWire, pdu: DomainPdu): void {
  wire.send(writeDataTpdu(writeDomainPdu(pdu)));
}

async function nextMcs(wire: TargetWire): Promise<Buffer> {
  const frame = await wire.next();
  if (frame.kind !== 'tpkt') throw new MalformedPdu('an update comes before the session');
  return readDataTpdu(frame.payload);
}
