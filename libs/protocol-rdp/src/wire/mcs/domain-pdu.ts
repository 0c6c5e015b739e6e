import { readPerLength } from '../asn1/per-length.js';
import { PduReader } from '../pdu-reader.js';

/** The DomainMCSPDUs of T.125 that RDP uses, in aligned PER (MS-RDPBCGR sections 2.2.1.5 to 2.2.1.9 and 2.2.2). */
export type DomainPdu =
  | { readonly kind: 'erect-domain' }
  | { readonly kind: 'attach-user-request' }
  /** `result` 0 is success; `userId` is 0 otherwise. */
  | { readonly kind: 'attach-user-confirm'; readonly result: number; readonly userId: number }
  | { readonly kind: 'channel-join-request'; readonly userId: number; readonly channelId: number }
  /** `result` 0 is success; `channelId` is then the channel that was joined, else the one that was asked for. */
  | {
      readonly kind: 'channel-join-confirm';
      readonly result: number;
      readonly userId: number;
      readonly channelId: number;
    }
  /** From a client. */
  | {
      readonly kind: 'send-data-request';
      readonly userId: number;
      readonly channelId: number;
      readonly data: Buffer;
    }
  /** From a server. */
  | {
      readonly kind: 'send-data-indication';
      readonly userId: number;
      readonly channelId: number;
      readonly data: Buffer;
    }
  /** `reason`: a key of `disconnectReasons`. */
  | { readonly kind: 'disconnect-provider-ultimatum'; readonly reason: number };

/** T.125 section 7, Reason. */
export const disconnectReasons: Readonly<Record<number, string>> = {
  0: 'the domain was disconnected',
  1: 'the server ended the connection',
  2: 'the token was purged',
  3: 'the user asked for it',
  4: 'the channel was purged',
};

/** User ids begin here; on the wire they are counted from it. */
export const firstUserId = 1001;

/** @param mcs what a data TPDU held. @throws MalformedPdu for what is malformed or of a kind that RDP does not use. */
export function readDomainPdu(mcs: Uint8Array): DomainPdu {
  const reader = new PduReader(mcs, 'MCS PDU');
  const choice = reader.u8();
  switch (choice >> 2) {
    case 1:
      // Heights and intervals that nobody goes by follow.
      return { kind: 'erect-domain' };
    case 8:
      return { kind: 'disconnect-provider-ultimatum', reason: ((choice & 3) << 1) | (reader.u8() >> 7) };
    case 10:
      return { kind: 'attach-user-request' };
    case 11: {
      const result = readResult(choice, reader);
      return { kind: 'attach-user-confirm', result, userId: choice & 2 ? readUserId(reader) : 0 };
    }
    case 14:
      return { kind: 'channel-join-request', userId: readUserId(reader), channelId: reader.u16be() };
    case 15: {
      const result = readResult(choice, reader);
      const userId = readUserId(reader);
      const requested = reader.u16be();
      const channelId = choice & 2 ? reader.u16be() : requested;
      return { kind: 'channel-join-confirm', result, userId, channelId };
    }
    case 25:
      return { kind: 'send-data-request', ...readSendData(reader) };
    case 26:
      return { kind: 'send-data-indication', ...readSendData(reader) };
    default:
      return reader.fail('is of a kind that is not spoken');
  }
}

function readSendData(reader: PduReader): { userId: number; channelId: number; data: Buffer } {
  const userId = readUserId(reader);
  const channelId = reader.u16be();
  const priorityAndParts = reader.u8();
  // Begin and end: RDP never sends data in parts (MS-RDPBCGR section 2.2.1.9 asks for both bits).
  if ((priorityAndParts & 0x30) !== 0x30) reader.fail('holds data in parts');
  const data = reader.take(readPerLength(reader));
  reader.end();
  return { userId, channelId, data };
}

/** Four bits, the highest of which is the lowest of the choice's byte; the rest of the second byte is padding. */
function readResult(choice: number, reader: PduReader): number {
  const byte = reader.u8();
  if ((byte & 0x1f) !== 0) reader.fail('holds a result that is none');
  return ((choice & 1) << 3) | (byte >> 5);
}

function readUserId(reader: PduReader): number {
  const userId = reader.u16be() + firstUserId;
  if (userId > 0xffff) reader.fail('names a user beyond 65535');
  return userId;
}
