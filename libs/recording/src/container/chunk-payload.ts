import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { openSealed } from '../seal.js';
import { type ChunkHeader, chunkFlags } from './chunk-header.js';

/**
 * Text shrinks to a tenth; what is compressed or encrypted already is not touched. A sample decides. Smooth pictures shrink
 * to half of what quality 1 makes of them at quality 2, in the same time.
 */
export function compressWherePays(
  parts: readonly Buffer[],
  holdsPictures = false,
): { parts: readonly Buffer[]; flag: number } {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size < smallestWorthwhile) return { parts, flag: 0 };
  const largest = parts.reduce((one, other) => (other.length > one.length ? other : one));
  const { sampleBytes, quality, thoroughBytes } = holdsPictures ? ofPictures : ofBytes;
  if (largest.length > sampleBytes) {
    const middle = (largest.length - sampleBytes) >> 1;
    const sample = largest.subarray(middle, middle + sampleBytes);
    if (compress(sample, quality).length > sample.length * worthwhileShare) return { parts, flag: 0 };
  }
  const packed = compress(Buffer.concat(parts, size), size > thoroughBytes ? quality : 5);
  return packed.length < size * worthwhileShare
    ? { parts: [packed], flag: chunkFlags.brotli }
    : { parts, flag: 0 };
}

/** The frames' bytes of a data chunk; undefined when altered or sealed under another key. */
export function openChunkPayload(
  header: ChunkHeader,
  headerBytes: Buffer,
  payload: Buffer,
  key: Buffer,
): Buffer | undefined {
  const opened = openSealed(key, header.nonce, headerBytes, payload);
  if (!opened || !(header.flags & chunkFlags.brotli)) return opened;
  try {
    return brotliDecompressSync(opened, { maxOutputLength: maxPlainBytes });
  } catch {
    return undefined;
  }
}

export const maxPlainBytes = 16 << 20;
/** Chunks up to `thoroughBytes` are few, and repay quality 5. */
const ofBytes = { sampleBytes: 8 << 10, quality: 1, thoroughBytes: 256 << 10 };
/**
 * A tile alone is 12 KiB, and says little about the next. Two seconds of changing values are less than a mebibyte; a moving
 * picture is more, and comes many times a second.
 */
const ofPictures = { sampleBytes: 64 << 10, quality: 2, thoroughBytes: 1 << 20 };
const smallestWorthwhile = 64;
const worthwhileShare = 0.9;

function compress(bytes: Buffer, quality: number): Buffer {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: 20,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
