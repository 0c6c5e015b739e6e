import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { writeErrorInfo } from '../wire/share/error-info.js';
import { shareDataTypes, writeShareData } from '../wire/share/share-data.js';
import { writeDataTpdu } from '../wire/x224/data-tpdu.js';
import type { AgreedClient } from './agreed-client.js';
import { serverUserId, shareId } from './mcs-numbers.js';
import { nearestErrorInfo } from './nearest-error-info.js';

const endedByServer = 1;

/**
 * The end in the order of the protocol: the nearest reason, where the client takes one, and the ultimatum (MS-RDPBCGR sections 2.2.5.1
 * and 1.3.1.4.2). A client that was told a reason does not connect again by itself.
 */
export function writeLastWords(agreed: AgreedClient, code: string, isRunning: boolean): Buffer {
  const ultimatum = writeDataTpdu(
    writeDomainPdu({ kind: 'disconnect-provider-ultimatum', reason: endedByServer }),
  );
  if (!agreed.takesErrorInfo) return ultimatum;
  const data = writeShareData(serverUserId, {
    shareId,
    type: shareDataTypes.setErrorInfo,
    body: writeErrorInfo(nearestErrorInfo(code, isRunning)),
  });
  const { ioChannelId: channelId } = agreed;
  return Buffer.concat([
    writeDataTpdu(writeDomainPdu({ kind: 'send-data-indication', userId: serverUserId, channelId, data })),
    ultimatum,
  ]);
}
