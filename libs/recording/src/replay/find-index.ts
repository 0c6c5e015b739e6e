import { chunkHeaderBytes, maxPayloadBytes, parseChunkHeader } from '../container/chunk-header.js';
import {
  type IndexEntry,
  indexEntry,
  parseIndex,
  parseTrailer,
  trailerBytes,
} from '../container/chunk-index.js';
import type { RecordingSource } from '../recording-source.js';

/** Where the chunks stand: from the index when there is a plausible one, else by walking their headers. */
export async function findIndex(source: RecordingSource, start: number): Promise<IndexEntry[]> {
  return (await storedIndex(source, start)) ?? (await walkHeaders(source, start));
}

async function storedIndex(source: RecordingSource, start: number): Promise<IndexEntry[] | undefined> {
  const offset = parseTrailer(await source.read(source.size - trailerBytes, trailerBytes));
  if (offset === undefined || offset < start || offset > source.size) return undefined;
  const header = parseChunkHeader(await source.read(offset, chunkHeaderBytes));
  if (header?.type !== 'index') return undefined;
  const entries = parseIndex(await source.read(offset + chunkHeaderBytes, header.payloadBytes));
  // An index that is not in order, or points out of the file, is worth less than none.
  let end = start;
  for (const [position, entry] of entries?.entries() ?? []) {
    if (entry.seq !== position || entry.offset !== end || entry.payloadBytes < 0) return undefined;
    if (entry.payloadBytes > maxPayloadBytes || entry.t0 > entry.t1) return undefined;
    end += chunkHeaderBytes + entry.payloadBytes;
  }
  return end === offset ? entries : undefined;
}

async function walkHeaders(source: RecordingSource, start: number): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  for (let offset = start; ;) {
    const header = parseChunkHeader(await source.read(offset, chunkHeaderBytes));
    if (!header || offset + chunkHeaderBytes + header.payloadBytes > source.size) return entries;
    entries.push(indexEntry(header, offset));
    offset += chunkHeaderBytes + header.payloadBytes;
  }
}
