import { createPublicKey, type KeyObject } from 'node:crypto';
import { type CheckpointBody, openCheckpoint } from '../container/checkpoint.js';
import type { ChunkHeader } from '../container/chunk-header.js';
import { type IndexEntry, parseIndex } from '../container/chunk-index.js';
import type { ParsedContainerHeader } from '../container/container-header.js';
import { walkChunks, type WalkedPart } from '../container/walk-chunks.js';
import type { RecordingSource } from '../recording-source.js';

/** A chunk as it was found, without its payload. */
export interface SeenChunk {
  header: ChunkHeader;
  hash: Buffer;
  offset: number;
  end: number;
  /** The content of a checkpoint whose signature is right. */
  signed?: CheckpointBody;
}

export interface Survey {
  chunks: SeenChunk[];
  others: Exclude<WalkedPart, { kind: 'chunk' }>[];
  /** What the last index chunk says, by the number of that chunk. */
  index?: { seq: number; offset: number; entries: IndexEntry[] | undefined };
  tooMany: boolean;
}

/** More than a year of recording without a pause. */
const mostChunks = 5_000_000;

/** One walk over the file, with every signature checked. */
export async function surveyRecording(
  source: RecordingSource,
  parsed: ParsedContainerHeader,
  publicKeyPem: string,
): Promise<Survey> {
  const publicKey = readPublicKey(publicKeyPem);
  const survey: Survey = { chunks: [], others: [], tooMany: false };
  for await (const part of walkChunks(source, parsed.length)) {
    if (survey.chunks.length + survey.others.length >= mostChunks) {
      survey.tooMany = true;
      break;
    }
    if (part.kind !== 'chunk') {
      survey.others.push(part);
      continue;
    }
    const { header, headerBytes, payload, hash, offset, end } = part;
    const signed =
      header.type === 'checkpoint' && publicKey
        ? openCheckpoint(parsed.header.recordingId, headerBytes, payload, publicKey)
        : undefined;
    if (header.type === 'index') survey.index = { seq: header.seq, offset, entries: parseIndex(payload) };
    survey.chunks.push({ header, hash, offset, end, ...(signed && { signed }) });
  }
  return survey;
}

function readPublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
