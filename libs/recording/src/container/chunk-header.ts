import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * 0 "GHCK" | 4 u8 version 1 | 5 u8 type | 6 u16 flags | 8 u32 seq | 12 u32 payload bytes | 16 u64 t0 | 24 u64 t1 |
 * 32 hash of the chunk before [32] | 64 nonce [12] | 76 u32 frames | 80 u64 records | 88 zero [4] | 92 u32 crc32.
 * Little endian; times in microseconds since the start.
 */
export interface ChunkHeader {
  type: ChunkType;
  flags: number;
  seq: number;
  payloadBytes: number;
  t0: number;
  t1: number;
  previousHash: Buffer;
  /** Zero when the payload is clear. */
  nonce: Buffer;
  frames: number;
  /** Spool records that are folded whole, this chunk included: a crashed folding goes on from here. */
  records: number;
}

export type ChunkType = 'data' | 'checkpoint' | 'index';

export const chunkFlags = {
  /** Needs nothing older: a reader may start here. */
  key: 1,
  brotli: 2,
  /** Sealed under the key of typed input. */
  typedInput: 4,
  /** More chunks follow that belong to the same spool records. */
  more: 8,
  /** Holds event frames. */
  events: 16,
  /** The payload is spool records as they were sealed, one behind the other; the nonce is zero. */
  kept: 32,
} as const;

export const chunkHeaderBytes = 96;
export const maxPayloadBytes = 16 << 20;
export const chunkMagic = Buffer.from('GHCK');

const typeNumbers: Record<ChunkType, number> = { data: 1, checkpoint: 2, index: 3 };
const typesByNumber: readonly (ChunkType | undefined)[] = [undefined, 'data', 'checkpoint', 'index'];

export function encodeChunkHeader(header: ChunkHeader): Buffer {
  const bytes = Buffer.alloc(chunkHeaderBytes);
  chunkMagic.copy(bytes);
  bytes[4] = 1;
  bytes[5] = typeNumbers[header.type];
  bytes.writeUInt16LE(header.flags, 6);
  bytes.writeUInt32LE(header.seq, 8);
  bytes.writeUInt32LE(header.payloadBytes, 12);
  bytes.writeBigUInt64LE(BigInt(header.t0), 16);
  bytes.writeBigUInt64LE(BigInt(header.t1), 24);
  header.previousHash.copy(bytes, 32);
  header.nonce.copy(bytes, 64);
  bytes.writeUInt32LE(header.frames, 76);
  bytes.writeBigUInt64LE(BigInt(header.records), 80);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 92)), 92);
  return bytes;
}

/** Undefined when the bytes at the offset are not a whole, plausible header. */
export function parseChunkHeader(source: Buffer, offset = 0): ChunkHeader | undefined {
  if (source.length - offset < chunkHeaderBytes) return undefined;
  const bytes = source.subarray(offset, offset + chunkHeaderBytes);
  if (!bytes.subarray(0, 4).equals(chunkMagic) || bytes[4] !== 1) return undefined;
  if (crc32(bytes.subarray(0, 92)) !== bytes.readUInt32LE(92)) return undefined;
  const type = typesByNumber[bytes[5] ?? 0];
  const payloadBytes = bytes.readUInt32LE(12);
  const [t0, t1, records] = [16, 24, 80].map((at) => bytes.readBigUInt64LE(at)) as [bigint, bigint, bigint];
  const largest = BigInt(Number.MAX_SAFE_INTEGER);
  if (!type || payloadBytes > maxPayloadBytes || t0 > t1 || t1 > largest || records > largest)
    return undefined;
  return {
    type,
    flags: bytes.readUInt16LE(6),
    seq: bytes.readUInt32LE(8),
    payloadBytes,
    t0: Number(t0),
    t1: Number(t1),
    previousHash: Buffer.from(bytes.subarray(32, 64)),
    nonce: Buffer.from(bytes.subarray(64, 76)),
    frames: bytes.readUInt32LE(76),
    records: Number(records),
  };
}

/** `h_i`: stands in the header of the chunk behind it. */
export function chunkHash(header: Buffer, payload: readonly Buffer[]): Buffer {
  const hash = createHash('sha256').update(header);
  for (const part of payload) hash.update(part);
  return hash.digest();
}
