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
  /** Bytes of the head itself. */
  headBytes: number;
  /** Bytes behind the head: nonce, ciphertext and tag. */
  sealedBytes: number;
  /** Present when the record goes into the container as it is: what a chunk says about its frames. */
  kept?: FrameSpan;
}

/** Times in microseconds since the start of the recording. */
export interface FrameSpan {
  t0: number;
  t1: number;
  frames: number;
  holdsEvents: boolean;
}

/** 0 "GHSR" | 4 u8 key (0 data, 1 typed input) | 5 zero[3] | 8 u64 number | 16 u32 sealed bytes | 20 u32 crc32. */
const headBytes = 24;
/**
 * Kept as it is: 0 "GHSR" | 4 u8 key | 5 u8 1 | 6 u8 1 when it holds events | 7 zero | 8 u64 number |
 * 16 u32 sealed bytes | 20 u64 t0 | 28 u64 t1 | 36 u32 frames | 40 zero[4] | 44 u32 crc32.
 */
const keptHeadBytes = 48;
/** Every whole record is longer than the longest head. */
export const spoolRecordHeadBytes = keptHeadBytes;
export const spoolRecordMagic = Buffer.from('GHSR');
/** One frame of the largest size fits, and so does the largest batch. */
export const maxSealedBytes = (9 << 20) + nonceBytes + tagBytes;

/**
 * One record from frames that share a key. Frame times stand as microseconds since the start.
 * @param isKept it goes into the container as it is.
 */
export function sealSpoolRecord(
  keys: SpoolKeys,
  number: number,
  frames: readonly Frame[],
  isKept = false,
): Buffer[] {
  const typedInput = frames[0] !== undefined && isUnderInputKey(keys, frames[0]);
  const parts = frames.flatMap((frame) => [frameHead(frame, 0), frame.data]);
  const sealedBytes = nonceBytes + parts.reduce((sum, part) => sum + part.length, 0) + tagBytes;
  const head = encodeHead(number, typedInput, sealedBytes, isKept ? spanOf(frames) : undefined);
  const nonce = freshNonce();
  const key = typedInput && keys.inputDataKey ? keys.inputDataKey : keys.dataKey;
  return [head, nonce, ...sealWith(key, nonce, recordContext(keys.recordingId, head), parts)];
}

function encodeHead(
  number: number,
  typedInput: boolean,
  sealedBytes: number,
  kept: FrameSpan | undefined,
): Buffer {
  const head = Buffer.alloc(kept ? keptHeadBytes : headBytes);
  spoolRecordMagic.copy(head);
  head[4] = typedInput ? 1 : 0;
  head.writeBigUInt64LE(BigInt(number), 8);
  head.writeUInt32LE(sealedBytes, 16);
  if (kept) {
    head[5] = 1;
    head[6] = kept.holdsEvents ? 1 : 0;
    head.writeBigUInt64LE(BigInt(kept.t0), 20);
    head.writeBigUInt64LE(BigInt(kept.t1), 28);
    head.writeUInt32LE(kept.frames, 36);
  }
  const crcAt = head.length - 4;
  head.writeUInt32LE(crc32(head.subarray(0, crcAt)), crcAt);
  return head;
}

function spanOf(frames: readonly Frame[]): FrameSpan {
  return {
    t0: frames[0]?.atMicros ?? 0,
    t1: frames.at(-1)?.atMicros ?? 0,
    frames: frames.length,
    holdsEvents: frames.some((frame) => frame.kind === 'event'),
  };
}

export function isUnderInputKey(keys: SpoolKeys, frame: Frame): boolean {
  return keys.inputDataKey !== undefined && isTypedInput(frame.kind);
}

/** Undefined when there is no whole record head at the offset. */
export function parseSpoolRecordHead(bytes: Buffer, offset: number): SpoolRecordHead | undefined {
  const length = bytes[offset + 5] === 1 ? keptHeadBytes : headBytes;
  if (bytes.length - offset < length) return undefined;
  const head = bytes.subarray(offset, offset + length);
  if (!head.subarray(0, 4).equals(spoolRecordMagic)) return undefined;
  if (crc32(head.subarray(0, length - 4)) !== head.readUInt32LE(length - 4)) return undefined;
  const number = head.readBigUInt64LE(8);
  const sealedBytes = head.readUInt32LE(16);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  if (sealedBytes < nonceBytes + tagBytes || sealedBytes > maxSealedBytes) return undefined;
  const whole = { number: Number(number), typedInput: head[4] === 1, headBytes: length, sealedBytes };
  if (length === headBytes) return whole;
  const t0 = head.readBigUInt64LE(20);
  const t1 = head.readBigUInt64LE(28);
  if (t0 > t1 || t1 > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const kept = { t0: Number(t0), t1: Number(t1), frames: head.readUInt32LE(36), holdsEvents: head[6] === 1 };
  return { ...whole, kept };
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
