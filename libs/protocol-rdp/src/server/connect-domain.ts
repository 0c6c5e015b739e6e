import type { StreamReader } from '@gatehouse/desktop';
import type { ScreenWish } from '@gatehouse/session/plugin';
import { readClientData } from '../wire/gcc/client-data.js';
import type { ClientData } from '../wire/gcc/client-data.js';
import { earlyCapabilities } from '../wire/gcc/client-core-data.js';
import { readConferenceCreateRequest, writeConferenceCreateResponse } from '../wire/gcc/conference-create.js';
import { writeServerData } from '../wire/gcc/server-data.js';
import { readClientInfo } from '../wire/info/client-info.js';
import type { ClientInfo } from '../wire/info/client-info.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { readConnectInitial } from '../wire/mcs/connect-initial.js';
import { writeConnectResponse } from '../wire/mcs/connect-response.js';
import { readDomainPdu } from '../wire/mcs/domain-pdu.js';
import type { DomainPdu } from '../wire/mcs/domain-pdu.js';
import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { readDataTpdu, writeDataTpdu } from '../wire/x224/data-tpdu.js';
import type { AgreedClient } from './agreed-client.js';
import { chooseColourDepth } from './choose-colour-depth.js';
import { ioChannelId, userIdAmong } from './mcs-numbers.js';
import type { NegotiatedSecurity } from './negotiate-security.js';
import { readTpdu } from './read-tpdu.js';

export interface ConnectedClient {
  readonly agreed: AgreedClient;
  readonly screen: ScreenWish | null;
  readonly info: ClientInfo;
}

/** RDP 5 and later; what else it may say is agreed in capabilities. */
const serverVersion = 0x00080004;
const noSuchChannel = 3;
/** Of PDUs between the connect response and the client's info: each of 33 channels joined twice, and what goes before. */
const mostPdus = 80;
const [narrowest, widest, lowest, highest] = [200, 4096, 200, 2304];

/**
 * The connection of a client inside TLS, as far as its info packet (MS-RDPBCGR sections 2.2.1.3 to 2.2.1.11): MCS and GCC, one user,
 * its channels. All channels that are asked for are joined, as clients insist on it; whether one is served is decided where it is
 * served. Null when the client left, or can only show palettes. @throws MalformedPdu.
 */
export async function connectDomain(
  reader: StreamReader,
  send: (bytes: Buffer) => void,
  security: NegotiatedSecurity,
): Promise<ConnectedClient | null> {
  const initial = await readTpdu(reader);
  if (initial === null) return null;
  const data = readClientData(readConferenceCreateRequest(readConnectInitial(readDataTpdu(initial))));
  // Somebody in between could have changed it before TLS began.
  if (data.core.serverSelectedProtocol !== security.protocol)
    throw new MalformedPdu('the client saw another protocol chosen');
  const colourDepth = chooseColourDepth(data.core);
  if (colourDepth === null) return null;
  const channelIds = data.channels.map((_channel, place) => ioChannelId + 1 + place);
  const userId = userIdAmong(channelIds.length);
  send(
    writeDataTpdu(
      writeConnectResponse({
        result: 0,
        userData: writeConferenceCreateResponse(
          writeServerData({
            version: serverVersion,
            clientRequestedProtocols: security.requested,
            ...{ earlyCapabilityFlags: 0, encryptionMethod: 0, encryptionLevel: 0 },
            ...{ ioChannelId, channelIds, messageChannelId: null },
          }),
        ),
      }),
    ),
  );
  const joins = new ChannelJoins(userId, new Set([userId, ioChannelId, ...channelIds]), send);
  for (let count = 0; count < mostPdus; count += 1) {
    const tpdu = await readTpdu(reader);
    if (tpdu === null) return null;
    const infoData = joins.take(readDomainPdu(readDataTpdu(tpdu)));
    if (infoData)
      return {
        agreed: {
          ...{ userId, ioChannelId, colourDepth },
          channels: data.channels.map(({ name }, place) => ({
            id: channelIds[place] ?? 0,
            name: name.toLowerCase(),
          })),
          keyboardLayout: data.core.keyboardLayout,
          keyboardType: data.core.keyboardType,
          keyboardSubtype: data.core.keyboardSubtype,
          takesErrorInfo: (data.core.earlyCapabilityFlags & earlyCapabilities.errorInfo) !== 0,
        },
        screen: wishOf(data),
        info: readClientInfo(infoData),
      };
  }
  throw new MalformedPdu('the client joins channels without end');
}

/** One user, and the channels it joins. */
class ChannelJoins {
  private readonly joined = new Set<number>();
  private isAttached = false;

  constructor(
    private readonly userId: number,
    private readonly known: ReadonlySet<number>,
    private readonly send: (bytes: Buffer) => void,
  ) {}

  /** Gives the data of the info packet, when this is it. */
  take(pdu: DomainPdu): Buffer | null {
    const { userId } = this;
    switch (pdu.kind) {
      case 'erect-domain':
        return null;
      case 'attach-user-request':
        if (this.isAttached) throw new MalformedPdu('the client attaches a second user');
        this.isAttached = true;
        this.send(writeDataTpdu(writeDomainPdu({ kind: 'attach-user-confirm', result: 0, userId })));
        return null;
      case 'channel-join-request': {
        if (!this.isAttached || pdu.userId !== userId) throw new MalformedPdu('nobody joins a channel');
        const { channelId } = pdu;
        const result = this.known.has(channelId) ? 0 : noSuchChannel;
        if (result === 0) this.joined.add(channelId);
        this.send(writeDataTpdu(writeDomainPdu({ kind: 'channel-join-confirm', result, userId, channelId })));
        return null;
      }
      case 'send-data-request':
        if (pdu.userId !== userId || pdu.channelId !== ioChannelId || !this.joined.has(ioChannelId))
          throw new MalformedPdu('data on a channel that was not joined');
        return pdu.data;
      default:
        throw new MalformedPdu('a PDU that clients do not send here');
    }
  }
}

function wishOf({ core }: ClientData): ScreenWish | null {
  const { width, height, keyboardLayout } = core;
  if (width < narrowest || height < lowest) return null;
  return {
    width: Math.min(width, widest),
    height: Math.min(height, highest),
    keyboardLayout: keyboardLayout === 0 ? null : keyboardLayout,
  };
}
