import { createHash, type KeyObject } from 'node:crypto';
import { closeSync, constants, fdatasyncSync, fsyncSync, ftruncateSync, openSync, writevSync } from 'node:fs';
import path from 'node:path';
import { freshNonce, sealWith, tagBytes } from '../seal.js';
import type { Checkpoint, RecordingEnding } from '../recorder.js';
import { encodeCheckpointBody, signatureBytes, signCheckpoint } from './checkpoint.js';
import {
  chunkFlags,
  chunkHash,
  type ChunkHeader,
  type ChunkType,
  encodeChunkHeader,
} from './chunk-header.js';
import { encodeIndex, encodeTrailer, type IndexEntry, indexEntry } from './chunk-index.js';
import { compressWherePays } from './chunk-payload.js';
import { type ContainerHeader, encodeContainerHeader } from './container-header.js';

/** Where the writing of a container stands: at its beginning, or behind the last whole chunk after a crash. */
export interface ContainerProgress {
  offset: number;
  lastHash: Buffer;
  entries: IndexEntry[];
  records: number;
  /** End of the last chunk, microseconds since the start. */
  t1: number;
}

export interface DataChunk {
  parts: readonly Buffer[];
  flags: number;
  t0: number;
  t1: number;
  frames: number;
  records: number;
  key: Buffer;
  /** Pictures of desktops repay a little more effort than bulk text does. */
  holdsPictures?: boolean;
}

/** Appends chunks to one file. All calls are synchronous: this runs in the folding worker. */
export class ContainerWriter {
  /** Set once the final checkpoint stands: a second try to finish adds only the trailer. */
  private ended: Ended | undefined;

  private constructor(
    private readonly fd: number,
    private readonly header: ContainerHeader,
    private readonly signingKey: KeyObject,
    readonly progress: ContainerProgress,
  ) {}

  static create(file: string, header: ContainerHeader, signingKey: KeyObject): ContainerWriter {
    const fd = openSync(file, 'wx', 0o600);
    const bytes = encodeContainerHeader(header);
    const writer = new ContainerWriter(fd, header, signingKey, {
      offset: 0,
      lastHash: createHash('sha256').update(bytes).digest(),
      entries: [],
      records: 0,
      t1: 0,
    });
    writer.append([bytes]);
    syncDirectory(path.dirname(file));
    return writer;
  }

  /** Goes on behind what is whole; the torn rest, which no checkpoint ever covered, is cut off. */
  static resume(
    file: string,
    header: ContainerHeader,
    signingKey: KeyObject,
    progress: ContainerProgress,
    ended?: Ended,
  ): ContainerWriter {
    const fd = openSync(file, constants.O_RDWR);
    ftruncateSync(fd, progress.offset);
    const writer = new ContainerWriter(fd, header, signingKey, progress);
    writer.ended = ended;
    return writer;
  }

  get chunks(): number {
    return this.progress.entries.length;
  }

  data(chunk: DataChunk): void {
    const { parts, flag } = compressWherePays(chunk.parts, chunk.holdsPictures);
    const plainBytes = parts.reduce((sum, part) => sum + part.length, 0);
    const header = this.nextHeader('data', chunk, {
      flags: chunk.flags | flag,
      payloadBytes: plainBytes + tagBytes,
      nonce: freshNonce(),
    });
    const headerBytes = encodeChunkHeader(header);
    this.chunk(header, headerBytes, sealWith(chunk.key, header.nonce, headerBytes, parts));
  }

  /** A chunk of spool records as they were sealed: nothing is opened, compressed or sealed again. */
  kept(chunk: Omit<DataChunk, 'key' | 'holdsPictures'>): void {
    const payloadBytes = chunk.parts.reduce((sum, part) => sum + part.length, 0);
    const header = this.nextHeader('data', chunk, { flags: chunk.flags | chunkFlags.kept, payloadBytes });
    this.chunk(header, encodeChunkHeader(header), chunk.parts);
  }

  /** Signs everything up to here. Everything before is on disk when it is signed, and it is when this returns. */
  checkpoint(at: string, t: number, records: number, ending?: RecordingEnding): Checkpoint {
    fdatasyncSync(this.fd);
    const body = encodeCheckpointBody({ at, ...(ending && { ending }) });
    const header = this.nextHeader(
      'checkpoint',
      { t0: t, t1: t, frames: 0, records },
      {
        payloadBytes: body.length + signatureBytes,
      },
    );
    const headerBytes = encodeChunkHeader(header);
    const payload = signCheckpoint(this.header.recordingId, headerBytes, body, this.signingKey);
    this.chunk(header, headerBytes, [payload]);
    fdatasyncSync(this.fd);
    return { seq: header.seq, chainHash: this.progress.lastHash.toString('hex'), at };
  }

  /** Index, final checkpoint and trailer. Nothing can be appended afterwards. */
  finish(at: string, t: number, records: number, ending: RecordingEnding): Checkpoint {
    this.ended ??= this.end(at, t, records, ending);
    this.append([encodeTrailer(this.ended.indexOffset)]);
    fsyncSync(this.fd);
    return this.ended.final;
  }

  private end(at: string, t: number, records: number, ending: RecordingEnding): Ended {
    const indexOffset = this.progress.offset;
    const payload = encodeIndex(this.progress.entries);
    const header = this.nextHeader(
      'index',
      { t0: t, t1: t, frames: 0, records },
      {
        payloadBytes: payload.length,
      },
    );
    this.chunk(header, encodeChunkHeader(header), [payload]);
    return { indexOffset, final: this.checkpoint(at, t, records, ending) };
  }

  close(): void {
    closeSync(this.fd);
  }

  private nextHeader(
    type: ChunkType,
    span: { t0: number; t1: number; frames: number; records: number },
    rest: Partial<ChunkHeader> & { payloadBytes: number },
  ): ChunkHeader {
    const { t0, t1, frames, records } = span;
    const { lastHash } = this.progress;
    return {
      type,
      flags: 0,
      seq: this.chunks,
      previousHash: lastHash,
      nonce: Buffer.alloc(12),
      ...{ t0, t1, frames, records },
      ...rest,
    };
  }

  private chunk(header: ChunkHeader, headerBytes: Buffer, payload: readonly Buffer[]): void {
    const { progress } = this;
    const offset = progress.offset;
    this.append([headerBytes, ...payload]);
    progress.lastHash = chunkHash(headerBytes, payload);
    progress.entries.push(indexEntry(header, offset));
    progress.records = header.records;
    progress.t1 = header.t1;
  }

  /** Whole or not at all: after a failed write the file is cut back, so that the next try begins cleanly. */
  private append(buffers: readonly Buffer[]): void {
    const { progress } = this;
    let rest = buffers.filter((buffer) => buffer.length > 0);
    let offset = progress.offset;
    try {
      while (rest.length > 0) {
        let written = writevSync(this.fd, upTo(rest, writeBytes), offset);
        offset += written;
        while (rest[0] && written >= rest[0].length) {
          written -= rest[0].length;
          rest = rest.slice(1);
        }
        if (rest[0] && written > 0) rest = [rest[0].subarray(written), ...rest.slice(1)];
      }
    } catch (error) {
      ftruncateSync(this.fd, progress.offset);
      throw error;
    }
    progress.offset = offset;
  }
}

/**
 * Written at once. Beyond this Linux takes the file's cache in blocks of a mebibyte and more, out of memory that was not
 * used before: four times the cost here, and the bytes are no longer in the processor's cache.
 */
const writeBytes = 256 << 10;

/** The first `most` bytes of these buffers. */
function upTo(buffers: readonly Buffer[], most: number): Buffer[] {
  const taken: Buffer[] = [];
  let room = most;
  for (const buffer of buffers) {
    if (room === 0) break;
    const part = buffer.length > room ? buffer.subarray(0, room) : buffer;
    taken.push(part);
    room -= part.length;
  }
  return taken;
}

export interface Ended {
  indexOffset: number;
  final: Checkpoint;
}

export function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
