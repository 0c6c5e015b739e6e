import { crc32 } from 'node:zlib';
import { freshNonce, nonceBytes, openSealed, sealWith } from '../seal.js';
import type { RecordingHeader, RecordingKeys } from '../recording-header.js';

/** Stands at the front of every spool segment, so that any one of them can be read after a crash. */
export interface SpoolHead {
  v: 1;
  segment: number;
  header: RecordingHeader;
  wrappedDataKey: string;
  wrappedInputDataKey?: string;
  /** The signing key under the data key, so that a crashed recording can still be signed when it is sealed. */
  sealedSigningKey: string;
  signingPublicKey: string;
  signingKeyId: string;
}

const magic = Buffer.from('GHSPOOL\n');
const fixedBytes = 16;
export const maxSpoolHeadBytes = 256 << 10;

/** `"GHSPOOL\n" | u32 length | u32 crc32 | JSON`. */
export function encodeSpoolHead(head: SpoolHead): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  if (json.length > maxSpoolHeadBytes) throw new RangeError('the header of a recording is at most 256 KiB');
  const fixed = Buffer.alloc(fixedBytes);
  magic.copy(fixed);
  fixed.writeUInt32LE(json.length, 8);
  fixed.writeUInt32LE(crc32(json), 12);
  return Buffer.concat([fixed, json]);
}

/** Undefined when the bytes do not begin with a whole head. */
export function parseSpoolHead(bytes: Buffer): { head: SpoolHead; length: number } | undefined {
  if (bytes.length < fixedBytes || !bytes.subarray(0, 8).equals(magic)) return undefined;
  const length = bytes.readUInt32LE(8);
  if (length > maxSpoolHeadBytes || fixedBytes + length > bytes.length) return undefined;
  const json = bytes.subarray(fixedBytes, fixedBytes + length);
  if (crc32(json) !== bytes.readUInt32LE(12)) return undefined;
  try {
    const head = JSON.parse(json.toString('utf8')) as SpoolHead;
    return head.v === 1 ? { head, length: fixedBytes + length } : undefined;
  } catch {
    return undefined;
  }
}

export function sealSigningKey(keys: RecordingKeys): string {
  const nonce = freshNonce();
  const pem = Buffer.from(keys.signingPrivateKey);
  return Buffer.concat([
    nonce,
    ...sealWith(keys.dataKey, nonce, signingKeyContext(keys.recordingId), [pem]),
  ]).toString('base64');
}

/** PKCS#8 PEM; undefined when the data key is not the one of this recording or the head was altered. */
export function openSigningKey(head: SpoolHead, dataKey: Buffer): string | undefined {
  const sealed = Buffer.from(head.sealedSigningKey, 'base64');
  const nonce = sealed.subarray(0, nonceBytes);
  if (nonce.length < nonceBytes) return undefined;
  return openSealed(
    dataKey,
    nonce,
    signingKeyContext(head.header.recordingId),
    sealed.subarray(nonceBytes),
  )?.toString('utf8');
}

function signingKeyContext(recordingId: string): Buffer {
  return Buffer.from(`gatehouse spool signing key\0${recordingId}`);
}
