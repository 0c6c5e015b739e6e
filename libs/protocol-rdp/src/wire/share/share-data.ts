import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { shareControlTypes, writeShareControl } from './share-control.js';

/** A data PDU of the share (MS-RDPBCGR section 2.2.8.1.1.1.2). */
export interface ShareDataPdu {
  readonly shareId: number;
  /** One of `shareDataTypes`, or one that is not spoken. */
  readonly type: number;
  readonly body: Buffer;
}

export const shareDataTypes = {
  update: 2,
  control: 20,
  pointer: 27,
  input: 28,
  synchronize: 31,
  refreshRect: 33,
  playSound: 34,
  suppressOutput: 35,
  shutdownRequest: 36,
  shutdownDenied: 37,
  saveSessionInfo: 38,
  fontList: 39,
  fontMap: 40,
  setKeyboardIndicators: 41,
  persistentKeyList: 43,
  setErrorInfo: 47,
  arcStatus: 50,
  statusInfo: 54,
  monitorLayout: 55,
} as const;

/** @param body of a share control PDU of type `data`. @throws MalformedPdu, also for bulk compression: it is never agreed to. */
export function readShareData(body: Uint8Array): ShareDataPdu {
  const reader = new PduReader(body, 'share data PDU');
  const shareId = reader.u32();
  reader.skip(4);
  const type = reader.u8();
  const isCompressed = (reader.u8() & 0x20) !== 0;
  if (isCompressed) reader.fail('is compressed');
  reader.skip(2);
  return { shareId, type, body: reader.rest() };
}

/** A whole share control PDU. @param source the channel of who sends it. */
export function writeShareData(source: number, pdu: ShareDataPdu): Buffer {
  // From the type on (section 2.2.8.1.1.1.2), as Windows counts it.
  const body = new PduWriter()
    .u32(pdu.shareId)
    .u8(0, 1)
    .u16(pdu.body.length + 4)
    .u8(pdu.type, 0)
    .u16(0)
    .bytes(pdu.body)
    .done();
  return writeShareControl({ type: shareControlTypes.data, source, body });
}
