import { crc32 } from 'node:zlib';
import { isTypedInput } from '../channel-kind.js';
import { type Frame, frameHead } from '../frame.js';
import { freshNonce, nonceBytes, openSealed, sealWith, tagBytes } from '../seal.js';

export interface SpoolKeys {
  recordingId: string;
  dataKey: Buffer;
  inputDataKey?: Buffer;
}

export interface SpoolRecordHead {
  number: number;
  /** Sealed under the key of typed input. */
  typedInput: boolean;
  /** Bytes behind the head: nonce, ciphertext and tag. */
  sealedBytes: number;
}

/** 0 "GHSR" | 4 u8 key (0 data, 1 typed input) | 5 zero[3] | 8 u64 number | 16 u32 sealed bytes | 20 u32 crc32. */
export const spoolRecordHeadBytes = 24;
export const spoolRecordMagic = Buffer.from('GHSR');
/** One frame of the largest size fits, and so does the largest batch. */
export const maxSealedBytes = (9 << 20) + nonceBytes + tagBytes;

/** One record from frames that share a key. Frame times stand as microseconds since the start. */
export function sealSpoolRecord(keys: SpoolKeys, number: number, frames: readonly Frame[]): Buffer[] {
  const typedInput = frames[0] !== undefined && isUnderInputKey(keys, frames[0]);
  const parts = frames.flatMap((frame) => [frameHead(frame, 0), frame.data]);
  const plainBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.alloc(spoolRecordHeadBytes);
  spoolRecordMagic.copy(head);
  head[4] = typedInput ? 1 : 0;
  head.writeBigUInt64LE(BigInt(number), 8);
  head.writeUInt32LE(nonceBytes + plainBytes + tagBytes, 16);
  head.writeUInt32LE(crc32(head.subarray(0, 20)), 20);
  const nonce = freshNonce();
  const key = typedInput && keys.inputDataKey ? keys.inputDataKey : keys.dataKey;
  return [head, nonce, ...sealWith(key, nonce, recordContext(keys.recordingId, head), parts)];
}

export function isUnderInputKey(keys: SpoolKeys, frame: Frame): boolean {
  return keys.inputDataKey !== undefined && isTypedInput(frame.kind);
}

/** Undefined when there is no whole record head at the offset. */
export function parseSpoolRecordHead(bytes: Buffer, offset: number): SpoolRecordHead | undefined {
  if (bytes.length - offset < spoolRecordHeadBytes) return undefined;
  const head = bytes.subarray(offset, offset + spoolRecordHeadBytes);
  if (!head.subarray(0, 4).equals(spoolRecordMagic)) return undefined;
  if (crc32(head.subarray(0, 20)) !== head.readUInt32LE(20)) return undefined;
  const number = head.readBigUInt64LE(8);
  const sealedBytes = head.readUInt32LE(16);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  if (sealedBytes < nonceBytes + tagBytes || sealedBytes > maxSealedBytes) return undefined;
  return { number: Number(number), typedInput: head[4] === 1, sealedBytes };
}

/** The frames' bytes. Undefined when altered, torn, sealed for another place, or the input key is not at hand. */
export function openSpoolRecord(keys: SpoolKeys, head: Buffer, sealed: Buffer): Buffer | undefined {
  const key = head[4] === 1 ? keys.inputDataKey : keys.dataKey;
  if (!key) return undefined;
  return openSealed(
    key,
    sealed.subarray(0, nonceBytes),
    recordContext(keys.recordingId, head),
    sealed.subarray(nonceBytes),
  );
}

/** The head holds the record's number: a record cannot be moved within a recording, nor into another one. */
function recordContext(recordingId: string, head: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`gatehouse spool 1\0${recordingId}\0`), head]);
}
