import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** MS-RDPEPS section 2.2.1: what a client may say before everything else. It has no meaning here. */
export interface PreconnectionBlob {
  readonly version: 1 | 2;
  readonly id: number;
  /** Empty in version 1. */
  readonly text: string;
}

const mostBytes = 2048;

/**
 * Takes the blob from the beginning of a connection, if one is there: a TPKT begins with 3, the size of a blob never does.
 * Gives null while more bytes are needed, which are 2,048 at most. @throws MalformedPdu.
 */
export function splitPreconnectionBlob(
  bytes: Buffer,
): { readonly blob: PreconnectionBlob | null; readonly rest: Buffer } | null {
  if (bytes.length === 0) return null;
  if (bytes[0] === 3) return { blob: null, rest: bytes };
  if (bytes.length < 4) return null;
  const size = bytes.readUInt32LE(0);
  if (size < 16 || size > mostBytes) throw new MalformedPdu('preconnection blob has a size that none has');
  if (bytes.length < size) return null;
  return { blob: readPreconnectionBlob(bytes.subarray(0, size)), rest: bytes.subarray(size) };
}

/** @param bytes all of the blob, its size field included. */
export function readPreconnectionBlob(bytes: Uint8Array): PreconnectionBlob {
  const reader = new PduReader(bytes, 'preconnection blob');
  if (reader.u32() !== bytes.length) reader.fail('says another size than it has');
  reader.skip(4);
  const version = reader.u32();
  const id = reader.u32();
  if (version === 1) return { version, id, text: '' };
  if (version !== 2) return reader.fail('is of an unknown version');
  return { version, id, text: reader.utf16(reader.u16() * 2) };
}

export function writePreconnectionBlob(blob: PreconnectionBlob): Buffer {
  const text = Buffer.from(`${blob.text}\0`, 'utf16le');
  const size = blob.version === 1 ? 16 : 18 + text.length;
  const writer = new PduWriter().u32(size, 0, blob.version, blob.id);
  return blob.version === 1
    ? writer.done()
    : writer
        .u16(text.length / 2)
        .bytes(text)
        .done();
}
