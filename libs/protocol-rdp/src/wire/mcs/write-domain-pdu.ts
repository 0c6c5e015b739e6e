import { writePerLength } from '../asn1/per-length.js';
import { PduWriter } from '../pdu-writer.js';
import { firstUserId } from './domain-pdu.js';
import type { DomainPdu } from './domain-pdu.js';

/** The longest data that fits one send data PDU in a TPKT, and that PER says in two bytes. */
export const longestSendData = 0x7fff;

/** The PDU without TPKT and TPDU header; `writeDataTpdu` gives it those. @throws RangeError for data that is too long. */
export function writeDomainPdu(pdu: DomainPdu): Buffer {
  const writer = new PduWriter();
  switch (pdu.kind) {
    case 'erect-domain':
      return writer.u8(1 << 2, 1, 0, 1, 0).done();
    case 'disconnect-provider-ultimatum':
      return writer.u8((8 << 2) | (pdu.reason >> 1), (pdu.reason & 1) << 7).done();
    case 'attach-user-request':
      return writer.u8(10 << 2).done();
    case 'attach-user-confirm':
      if (pdu.result !== 0) return writer.u8((11 << 2) | (pdu.result >> 3), (pdu.result & 7) << 5).done();
      return writer
        .u8((11 << 2) | 2, 0)
        .u16be(pdu.userId - firstUserId)
        .done();
    case 'channel-join-request':
      return writer
        .u8(14 << 2)
        .u16be(pdu.userId - firstUserId, pdu.channelId)
        .done();
    case 'channel-join-confirm': {
      const isJoined = pdu.result === 0;
      writer
        .u8((15 << 2) | (isJoined ? 2 : 0) | (pdu.result >> 3), (pdu.result & 7) << 5)
        .u16be(pdu.userId - firstUserId, pdu.channelId);
      return (isJoined ? writer.u16be(pdu.channelId) : writer).done();
    }
    case 'send-data-request':
    case 'send-data-indication':
      return writer
        .u8((pdu.kind === 'send-data-request' ? 25 : 26) << 2)
        .u16be(pdu.userId - firstUserId, pdu.channelId)
        .u8(0x70)
        .bytes(writePerLength(pdu.data.length), pdu.data)
        .done();
  }
}
