import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Frame } from '../frame.js';
import { type CheckpointBody, parseCheckpointBody, signatureBytes } from './checkpoint.js';
import {
  chunkFlags,
  chunkHash,
  type ChunkHeader,
  chunkHeaderBytes,
  parseChunkHeader,
} from './chunk-header.js';
import { openChunkFrames } from './chunk-frames.js';
import { indexEntry } from './chunk-index.js';
import { lastKeyGroup } from './last-key-group.js';
import { type ContainerHeader, maxWholeHeaderBytes, parseContainerHeader } from './container-header.js';
import type { ContainerProgress, Ended } from './container-writer.js';
import type { SpoolKeys } from '../spool/spool-record.js';

export interface ResumableContainer {
  header: ContainerHeader;
  progress: ContainerProgress;
  /** Present when the crash came after the final checkpoint. */
  ended?: Ended & { body: CheckpointBody };
  /** Frames from the last KEY chunk on, its state frames first: enough to build the screens again. */
  framesSinceKey: { state: Frame[]; later: Frame[] };
}

interface WholeChunk {
  header: ChunkHeader;
  headerBytes: Buffer;
  offset: number;
  hash: Buffer;
}

/**
 * Finds the last place of an unfinished container from which folding can go on: behind a whole chunk that no
 * unfinished group needs, and whose payload opens. Undefined when not even the header is whole.
 */
export function resumableContainer(
  file: string,
  given: { dataKey?: Buffer; inputDataKey?: Buffer },
): ResumableContainer | undefined {
  const fd = openSync(file, 'r');
  try {
    const parsed = parseContainerHeader(readAt(fd, 0, maxWholeHeaderBytes));
    if ('problem' in parsed) return undefined;
    const keys = { ...given, recordingId: parsed.header.recordingId };
    const chunks = wholeChunks(fd, parsed.length, parsed.hash);
    dropUnreadableTail(fd, chunks, keys);
    while (chunks.at(-1) && chunks.at(-1)!.header.flags & chunkFlags.more) chunks.pop();
    const last = chunks.at(-1);
    const offset = last ? endOf(last) : parsed.length;
    const progress: ContainerProgress = {
      offset,
      lastHash: last?.hash ?? parsed.hash,
      entries: chunks.map((chunk) => indexEntry(chunk.header, chunk.offset)),
      records: last?.header.records ?? 0,
      t1: last?.header.t1 ?? 0,
    };
    const ended = endedBy(fd, chunks);
    return {
      header: parsed.header,
      progress,
      framesSinceKey: framesSinceKey(fd, chunks, keys),
      ...(ended && { ended }),
    };
  } finally {
    closeSync(fd);
  }
}

function wholeChunks(fd: number, start: number, headerHash: Buffer): WholeChunk[] {
  const { size } = fstatSync(fd);
  const chunks: WholeChunk[] = [];
  let offset = start;
  let previousHash = headerHash;
  for (;;) {
    const headerBytes = readAt(fd, offset, chunkHeaderBytes);
    const header = parseChunkHeader(headerBytes);
    if (!header || header.seq !== chunks.length || !header.previousHash.equals(previousHash)) return chunks;
    if (offset + chunkHeaderBytes + header.payloadBytes > size) return chunks;
    const hash = chunkHash(headerBytes, [readAt(fd, offset + chunkHeaderBytes, header.payloadBytes)]);
    const chunk = { header, headerBytes, offset, hash };
    chunks.push(chunk);
    previousHash = hash;
    offset = endOf(chunk);
  }
}

/** Behind the last checkpoint nothing was synced for certain: a power cut leaves headers before empty payloads. */
function dropUnreadableTail(fd: number, chunks: WholeChunk[], keys: Partial<SpoolKeys>): void {
  const signed = chunks.findLastIndex((chunk) => chunk.header.type === 'checkpoint');
  for (let position = signed + 1; position < chunks.length; position++) {
    const chunk = chunks[position]!;
    const key = chunk.header.flags & chunkFlags.typedInput ? keys.inputDataKey : keys.dataKey;
    if (chunk.header.type !== 'data' || !key) continue;
    if (!openChunkFrames(chunk.header, chunk.headerBytes, payloadOf(fd, chunk), keys)) {
      chunks.length = position;
      return;
    }
  }
}

function endedBy(fd: number, chunks: WholeChunk[]): (Ended & { body: CheckpointBody }) | undefined {
  const last = chunks.at(-1);
  const index = chunks.at(-2);
  if (last?.header.type !== 'checkpoint' || index?.header.type !== 'index') return undefined;
  const payload = payloadOf(fd, last);
  const body = parseCheckpointBody(payload.subarray(0, payload.length - signatureBytes));
  if (!body?.ending) return undefined;
  const final = { seq: last.header.seq, chainHash: last.hash.toString('hex'), at: body.at };
  return { indexOffset: index.offset, final, body };
}

function framesSinceKey(
  fd: number,
  chunks: WholeChunk[],
  keys: Partial<SpoolKeys>,
): ResumableContainer['framesSinceKey'] {
  const [from, until] = lastKeyGroup(chunks.map((chunk) => chunk.header));
  const state: Frame[] = [];
  const later: Frame[] = [];
  if (!keys.dataKey) return { state, later };
  for (const [position, chunk] of chunks.entries()) {
    const { header } = chunk;
    // Typed input and bulk show nothing on a screen.
    const shows = header.type === 'data' && !(header.flags & (chunkFlags.typedInput | chunkFlags.kept));
    if (position < from || !shows) continue;
    const frames = openChunkFrames(header, chunk.headerBytes, payloadOf(fd, chunk), keys);
    for (const frame of frames ?? []) (position < until ? state : later).push(frame);
  }
  return { state, later };
}

function payloadOf(fd: number, chunk: WholeChunk): Buffer {
  return readAt(fd, chunk.offset + chunkHeaderBytes, chunk.header.payloadBytes);
}

function endOf(chunk: WholeChunk): number {
  return chunk.offset + chunkHeaderBytes + chunk.header.payloadBytes;
}

function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
}
