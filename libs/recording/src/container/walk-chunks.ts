import type { RecordingSource } from '../recording-source.js';
import {
  chunkHash,
  type ChunkHeader,
  chunkHeaderBytes,
  chunkMagic,
  parseChunkHeader,
} from './chunk-header.js';
import { encodeTrailer, parseTrailer, trailerBytes } from './chunk-index.js';

export interface WalkedChunk {
  kind: 'chunk';
  header: ChunkHeader;
  headerBytes: Buffer;
  payload: Buffer;
  hash: Buffer;
  offset: number;
  /** Exclusive. */
  end: number;
}

export type WalkedPart =
  | WalkedChunk
  /** Bytes that are neither a chunk nor a trailer. `torn` is set when they begin a chunk that the file cuts off. */
  | { kind: 'damage'; offset: number; end: number; torn?: ChunkHeader }
  | { kind: 'trailer'; offset: number; end: number; indexOffset: number; isExact: boolean };

/**
 * Everything in a recording behind its header, in the order of the file. After damage it goes on at the next place
 * that begins like a chunk, so that a hole is a hole and not the end. Every length is checked before it is read.
 */
export async function* walkChunks(source: RecordingSource, start: number): AsyncGenerator<WalkedPart> {
  let offset = start;
  while (offset < source.size) {
    const headerBytes = await source.read(offset, chunkHeaderBytes);
    const header = parseChunkHeader(headerBytes);
    const end = offset + chunkHeaderBytes + (header?.payloadBytes ?? 0);
    if (header && end <= source.size) {
      const payload = await source.read(offset + chunkHeaderBytes, header.payloadBytes);
      yield {
        kind: 'chunk',
        header,
        headerBytes,
        payload,
        hash: chunkHash(headerBytes, [payload]),
        offset,
        end,
      };
      offset = end;
      continue;
    }
    const trailer = headerBytes.subarray(0, trailerBytes);
    const indexOffset = parseTrailer(trailer);
    if (indexOffset !== undefined) {
      const isExact = trailer.equals(encodeTrailer(indexOffset));
      yield { kind: 'trailer', offset, end: offset + trailerBytes, indexOffset, isExact };
      offset += trailerBytes;
      continue;
    }
    const next = await findChunk(source, offset + 1);
    const torn = header && next === undefined ? header : undefined;
    yield { kind: 'damage', offset, end: next ?? source.size, ...(torn && { torn }) };
    if (next === undefined) return;
    offset = next;
  }
}

const windowBytes = 1 << 20;

/** The next offset with a chunk that fits into the file. */
async function findChunk(source: RecordingSource, from: number): Promise<number | undefined> {
  let at = from;
  while (at + chunkHeaderBytes <= source.size) {
    const window = await source.read(at, windowBytes);
    for (let found = window.indexOf(chunkMagic); found >= 0; found = window.indexOf(chunkMagic, found + 1)) {
      const header = parseChunkHeader(window, found);
      if (header && at + found + chunkHeaderBytes + header.payloadBytes <= source.size) return at + found;
    }
    if (window.length < windowBytes) return undefined;
    at += window.length - chunkHeaderBytes + 1;
  }
  return undefined;
}
