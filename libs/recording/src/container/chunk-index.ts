import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { ChunkHeader, ChunkType } from './chunk-header.js';

/** Where a chunk stands. The index is a hint: every use of it checks the chunk's own header. */
export interface IndexEntry {
  type: ChunkType;
  flags: number;
  seq: number;
  /** Of the chunk's header in the file. */
  offset: number;
  payloadBytes: number;
  t0: number;
  t1: number;
  frames: number;
}

type PackedEntry = [ChunkType, number, number, number, number, number, number, number];

export const trailerBytes = 24;
const trailerMagic = Buffer.from('GHRECEND');
const maxIndexBytes = 256 << 20;

export function indexEntry(header: ChunkHeader, offset: number): IndexEntry {
  const { type, flags, seq, payloadBytes, t0, t1, frames } = header;
  return { type, flags, seq, offset, payloadBytes, t0, t1, frames };
}

/** Payload of an index chunk: brotli over JSON, clear, since all of it stands in clear headers anyway. */
export function encodeIndex(entries: readonly IndexEntry[]): Buffer {
  const packed: PackedEntry[] = entries.map((entry) => [
    entry.type,
    entry.flags,
    entry.seq,
    entry.offset,
    entry.payloadBytes,
    entry.t0,
    entry.t1,
    entry.frames,
  ]);
  return brotliCompressSync(JSON.stringify(packed));
}

/** Undefined when the payload is not an index. */
export function parseIndex(payload: Buffer): IndexEntry[] | undefined {
  try {
    const packed: unknown = JSON.parse(
      brotliDecompressSync(payload, { maxOutputLength: maxIndexBytes }).toString(),
    );
    if (!Array.isArray(packed)) return undefined;
    const entries: IndexEntry[] = [];
    for (const item of packed as unknown[]) {
      if (!Array.isArray(item) || item.length !== 8 || !item.slice(1).every(Number.isSafeInteger))
        return undefined;
      const [type, flags, seq, offset, payloadBytes, t0, t1, frames] = item as PackedEntry;
      entries.push({ type, flags, seq, offset, payloadBytes, t0, t1, frames });
    }
    return entries;
  } catch {
    return undefined;
  }
}

/** `"GHRECEND" | u64 offset of the index chunk | u64 zero`. */
export function encodeTrailer(indexOffset: number): Buffer {
  const bytes = Buffer.alloc(trailerBytes);
  trailerMagic.copy(bytes);
  bytes.writeBigUInt64LE(BigInt(indexOffset), 8);
  return bytes;
}

/** Offset of the index chunk; undefined when the bytes are not a trailer. */
export function parseTrailer(bytes: Buffer): number | undefined {
  if (bytes.length !== trailerBytes || !bytes.subarray(0, 8).equals(trailerMagic)) return undefined;
  const offset = bytes.readBigUInt64LE(8);
  return offset <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(offset) : undefined;
}
