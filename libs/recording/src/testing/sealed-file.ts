import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chunkHeaderBytes, parseChunkHeader } from '../container/chunk-header.js';
import { ContainerWriter } from '../container/container-writer.js';
import { parseContainerHeader } from '../container/container-header.js';
import { ChunkInProgress } from '../folding/chunk-in-progress.js';
import type { Frame } from '../frame.js';
import type { Checkpoint } from '../recorder.js';
import type { RecordingHeader, RecordingKeys } from '../recording-header.js';
import { makeHeader, makeKeys } from './recording-kit.js';

export interface MadeFile {
  file: string;
  bytes: Buffer;
  header: RecordingHeader;
  keys: RecordingKeys;
  checkpoints: Checkpoint[];
  chunks: { seq: number; offset: number; end: number }[];
}

let count = 0;

/** A recording of data chunks (each one second) with a checkpoint after every third. */
export function makeFile(folder: string, dataChunks: Frame[][], sealed = true): MadeFile {
  const header = makeHeader();
  const keys = makeKeys(header.recordingId);
  const file = path.join(folder, `${++count}.ghrec`);
  const container = ContainerWriter.create(
    file,
    {
      v: 1,
      ...header,
      wrappedDataKey: keys.wrappedDataKey,
      typedInput: 'not-recorded',
      signingKeyId: keys.signingKeyId,
      signingPublicKey: keys.signingPublicKey,
    },
    createPrivateKey(keys.signingPrivateKey),
  );
  const checkpoints: Checkpoint[] = [];
  dataChunks.forEach((frames, position) => {
    const chunk = new ChunkInProgress();
    for (const frame of frames) chunk.add(frame);
    const { parts, t0, t1 } = chunk;
    container.data({
      ...{ parts, t0, t1, key: keys.dataKey },
      frames: frames.length,
      flags: 0,
      records: position + 1,
    });
    if (position % 3 === 2)
      checkpoints.push(container.checkpoint('2026-11-23T08:00:03.000Z', t1, position + 1));
  });
  if (sealed)
    checkpoints.push(
      container.finish('2026-11-23T08:01:00.000Z', 60_000_000, dataChunks.length, {
        reason: 'client-left',
        complete: true,
      }),
    );
  container.close();
  const bytes = readFileSync(file);
  return { file, bytes, header, keys, checkpoints, chunks: chunksOf(bytes) };
}

/** Data chunks of one frame each, at whole seconds. */
export function plainChunks(texts: readonly string[]): Frame[][] {
  return texts.map((text, second) => [
    { channel: 1, kind: 'terminal-out', atMicros: second * 1_000_000, data: Buffer.from(text) },
  ]);
}

export function chunksOf(bytes: Buffer): { seq: number; offset: number; end: number }[] {
  const parsed = parseContainerHeader(bytes);
  if ('problem' in parsed) throw new Error(parsed.problem);
  const chunks = [];
  for (let offset = parsed.length; ;) {
    const header = parseChunkHeader(bytes, offset);
    if (!header) return chunks;
    const end = offset + chunkHeaderBytes + header.payloadBytes;
    chunks.push({ seq: header.seq, offset, end });
    offset = end;
  }
}
