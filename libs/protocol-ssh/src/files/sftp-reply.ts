import { MalformedFileStream } from './malformed-file-stream.js';
import { PacketReader } from './packet-reader.js';
import { PacketWriter } from './packet-writer.js';
import { readAttributes } from './sftp-attributes.js';
import type { SftpAttributes } from './sftp-attributes.js';
import { packetTypes, statusCodes } from './sftp-numbers.js';
import type { StatusCode } from './sftp-numbers.js';
import type { WirePath } from './wire-path.js';

export type SftpReply = { readonly id: number } & (
  | { readonly kind: 'status'; readonly code: StatusCode; readonly text: string }
  | { readonly kind: 'handle'; readonly handle: string }
  | { readonly kind: 'data'; readonly content: Buffer }
  | { readonly kind: 'name'; readonly names: readonly WirePath[] }
  | { readonly kind: 'attrs'; readonly attributes: SftpAttributes }
  | { readonly kind: 'extended'; readonly payload: Buffer }
);
export type ReplyKind = SftpReply['kind'];

/** OpenSSH allows 256 bytes in a handle, and so does the draft. */
const mostHandleBytes = 256;
/** A name without its long form and attributes takes twelve bytes. */
const leastNameBytes = 12;
const mostTextLength = 200;

/** One reply as a target sends it, VERSION apart. Throws MalformedFileStream. */
export function parseSftpReply(packet: Buffer): SftpReply {
  const reader = new PacketReader(packet, 5);
  const id = reader.uint32();
  switch (packet.readUInt8(4)) {
    case packetTypes.status: {
      const code = knownCode(reader.uint32());
      // Servers of version 2 and below send no text, and some of version 3 no language behind it.
      const text = reader.isAtEnd() ? '' : reader.string();
      if (!reader.isAtEnd()) reader.bytes();
      reader.end();
      return { id, kind: 'status', code, text: text.slice(0, mostTextLength).replace(/[^\x20-\x7e]/g, '?') };
    }
    case packetTypes.handle: {
      const handle = reader.string();
      if (handle.length === 0 || handle.length > mostHandleBytes)
        throw new MalformedFileStream('a handle has no possible length');
      reader.end();
      return { id, kind: 'handle', handle };
    }
    case packetTypes.data: {
      const content = reader.bytes();
      reader.end();
      return { id, kind: 'data', content };
    }
    case packetTypes.name: {
      const count = reader.uint32();
      if (count > packet.length / leastNameBytes)
        throw new MalformedFileStream('a reply claims too many names');
      const names: WirePath[] = [];
      for (let each = 0; each < count; each++) {
        names.push(reader.string());
        reader.bytes();
        readAttributes(reader);
      }
      reader.end();
      return { id, kind: 'name', names };
    }
    case packetTypes.attrs: {
      const attributes = readAttributes(reader);
      reader.end();
      return { id, kind: 'attrs', attributes };
    }
    case packetTypes.extendedReply:
      return { id, kind: 'extended', payload: reader.rest() };
    default:
      throw new MalformedFileStream('a reply of a type that does not exist');
  }
}

/** Codes beyond version 3 mean nothing to a client of version 3. */
function knownCode(code: number): StatusCode {
  return code <= statusCodes.opUnsupported ? (code as StatusCode) : statusCodes.failure;
}

export function encodeStatus(id: number, code: StatusCode, text: string): Buffer {
  return new PacketWriter(packetTypes.status).uint32(id).uint32(code).string(text).string('en').finish();
}

export function encodeHandle(id: number, handle: string): Buffer {
  return new PacketWriter(packetTypes.handle).uint32(id).string(handle).finish();
}

/** A NAME reply with one name and no attributes, as REALPATH gives it. */
export function encodeName(id: number, path: WirePath): Buffer {
  return new PacketWriter(packetTypes.name).uint32(id).uint32(1).string(path).string(path).uint32(0).finish();
}

/** The packet itself under another id. */
export function redirectReply(packet: Buffer, id: number): Buffer {
  packet.writeUInt32BE(id, 5);
  return packet;
}
