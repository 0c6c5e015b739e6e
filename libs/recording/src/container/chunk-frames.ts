import { type Frame, parseFrames } from '../frame.js';
import { openSpoolRecord, parseSpoolRecordHead, type SpoolKeys } from '../spool/spool-record.js';
import { chunkFlags, type ChunkHeader } from './chunk-header.js';
import { openChunkPayload } from './chunk-payload.js';

/**
 * The frames of a data chunk, in order. Undefined when it was altered, or sealed under a key that is not at hand.
 * Throws MalformedFrames on genuine bytes that are not frames.
 */
export function openChunkFrames(
  header: ChunkHeader,
  headerBytes: Buffer,
  payload: Buffer,
  keys: Partial<SpoolKeys>,
): Frame[] | undefined {
  const key = header.flags & chunkFlags.typedInput ? keys.inputDataKey : keys.dataKey;
  if (!key) return undefined;
  if (header.flags & chunkFlags.kept) return openKeptRecords(payload, keys);
  const plain = openChunkPayload(header, headerBytes, payload, key);
  return plain && parseFrames(plain, header.t0);
}

function openKeptRecords(payload: Buffer, keys: Partial<SpoolKeys>): Frame[] | undefined {
  const { recordingId, dataKey, inputDataKey } = keys;
  if (!recordingId || !dataKey) return undefined;
  const frames: Frame[] = [];
  for (let offset = 0; offset < payload.length;) {
    const head = parseSpoolRecordHead(payload, offset);
    if (!head || offset + head.headBytes + head.sealedBytes > payload.length) return undefined;
    const sealedAt = offset + head.headBytes;
    const end = sealedAt + head.sealedBytes;
    const plain = openSpoolRecord(
      { recordingId, dataKey, ...(inputDataKey && { inputDataKey }) },
      payload.subarray(offset, sealedAt),
      payload.subarray(sealedAt, end),
    );
    if (!plain) return undefined;
    for (const frame of parseFrames(plain, 0)) frames.push(frame);
    offset = end;
  }
  return frames;
}
