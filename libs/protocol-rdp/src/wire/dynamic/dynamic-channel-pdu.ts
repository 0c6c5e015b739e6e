import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** What the two ends of `drdynvc` say to each other (MS-RDPEDYC section 2.2); `server` and `client` is who says it. */
export type DynamicChannelPdu =
  /** The priorities of later versions mean nothing here, and are not kept. */
  | { readonly kind: 'capabilities'; readonly from: 'server' | 'client'; readonly version: number }
  | { readonly kind: 'create-request'; readonly channelId: number; readonly name: string }
  /** @param status an HRESULT: 0 and above for success. */
  | { readonly kind: 'create-response'; readonly channelId: number; readonly status: number }
  /** The first piece of a message of so many bytes, as the other side says: to be bounded by whoever puts it together. */
  | {
      readonly kind: 'data-first';
      readonly channelId: number;
      readonly messageBytes: number;
      readonly data: Buffer;
    }
  | { readonly kind: 'data'; readonly channelId: number; readonly data: Buffer }
  | { readonly kind: 'close'; readonly channelId: number }
  /** Compressed data, or a way over UDP: never agreed to. */
  | { readonly kind: 'other'; readonly command: number };

const commands = { create: 1, dataFirst: 2, data: 3, close: 4, capabilities: 5 } as const;
/** The names there are have some forty characters. */
const longestName = 128;

/** @param from who says it: two of the messages have another form each way. @throws MalformedPdu. */
export function readDynamicChannelPdu(bytes: Uint8Array, from: 'server' | 'client'): DynamicChannelPdu {
  const reader = new PduReader(bytes, 'dynamic channel message');
  const head = reader.u8();
  const command = head >> 4;
  if (command === commands.capabilities) {
    reader.skip(1);
    return { kind: 'capabilities', from, version: reader.u16() };
  }
  if (command < commands.create || command > commands.close) return { kind: 'other', command };
  const channelId = sized(reader, head & 3);
  switch (command) {
    case commands.create:
      return from === 'server'
        ? { kind: 'create-request', channelId, name: nameIn(reader) }
        : { kind: 'create-response', channelId, status: reader.u32() | 0 };
    case commands.dataFirst: {
      const messageBytes = sized(reader, (head >> 2) & 3);
      return { kind: 'data-first', channelId, messageBytes, data: reader.rest() };
    }
    case commands.data:
      return { kind: 'data', channelId, data: reader.rest() };
    default:
      return { kind: 'close', channelId };
  }
}

/** Numbers are written in as few bytes as they take. */
export function writeDynamicChannelPdu(pdu: Exclude<DynamicChannelPdu, { kind: 'other' }>): Buffer {
  const writer = new PduWriter();
  if (pdu.kind === 'capabilities') {
    writer.u8(commands.capabilities << 4, 0).u16(pdu.version);
    // Versions 2 and 3 of a server go with four priorities (section 2.2.1.1.2).
    return (pdu.from === 'server' && pdu.version > 1 ? writer.u16(0, 0, 0, 0) : writer).done();
  }
  const id = codeFor(pdu.channelId);
  switch (pdu.kind) {
    case 'create-request':
      return put(writer.u8((commands.create << 4) | id), pdu.channelId)
        .bytes(Buffer.from(`${pdu.name}\0`, 'latin1'))
        .done();
    case 'create-response':
      return put(writer.u8((commands.create << 4) | id), pdu.channelId)
        .u32(pdu.status >>> 0)
        .done();
    case 'data-first': {
      const head = (commands.dataFirst << 4) | (codeFor(pdu.messageBytes) << 2) | id;
      return put(put(writer.u8(head), pdu.channelId), pdu.messageBytes)
        .bytes(pdu.data)
        .done();
    }
    case 'data':
      return put(writer.u8((commands.data << 4) | id), pdu.channelId)
        .bytes(pdu.data)
        .done();
    case 'close':
      return put(writer.u8((commands.close << 4) | id), pdu.channelId).done();
  }
}

/** A number in 1, 2 or 4 bytes, by its code. */
function sized(reader: PduReader, code: number): number {
  switch (code) {
    case 0:
      return reader.u8();
    case 1:
      return reader.u16();
    case 2:
      return reader.u32();
    default:
      return reader.fail('has a number of no known size');
  }
}

function codeFor(value: number): 0 | 1 | 2 {
  if (value <= 0xff) return 0;
  return value <= 0xffff ? 1 : 2;
}

function put(writer: PduWriter, value: number): PduWriter {
  const code = codeFor(value);
  if (code === 0) return writer.u8(value);
  return code === 1 ? writer.u16(value) : writer.u32(value);
}

function nameIn(reader: PduReader): string {
  if (reader.left > longestName) reader.fail(`names a channel in more than ${longestName} bytes`);
  return reader.latin1(reader.left);
}
