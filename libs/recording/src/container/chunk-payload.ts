import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { openSealed } from '../seal.js';
import { type ChunkHeader, chunkFlags } from './chunk-header.js';

/** Text shrinks to a tenth; what is compressed or encrypted already is not touched. A sample decides. */
export function compressWherePays(parts: readonly Buffer[]): { parts: readonly Buffer[]; flag: number } {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size < smallestWorthwhile) return { parts, flag: 0 };
  const largest = parts.reduce((one, other) => (other.length > one.length ? other : one));
  if (largest.length > sampleBytes) {
    const middle = (largest.length - sampleBytes) >> 1;
    const sample = largest.subarray(middle, middle + sampleBytes);
    if (compress(sample, 1).length > sample.length * worthwhileShare) return { parts, flag: 0 };
  }
  const packed = compress(Buffer.concat(parts, size), size > 256 << 10 ? 1 : 5);
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
const sampleBytes = 8 << 10;
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
